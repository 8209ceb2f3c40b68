/** The course as a learner starts it: `npm start`, in a process group of its own like a terminal's. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { courseRoot } from '../../lib/base/paths.ts';

export interface RunningCourse {
  /** The page that was printed. */
  readonly url: URL;
  /** Asks JupyterLab's own interface, with the token. */
  api(path: string, init?: RequestInit): Promise<unknown>;
  /** Sends a signal: to the group, as Ctrl-C does, or to the command alone, as `kill` does. */
  signal(signal: NodeJS.Signals, to: 'group' | 'command'): void;
  /** The exit code of `npm start`. */
  readonly ended: Promise<number | null>;
  /** Ctrl-C if it still runs, then waits for the end. */
  stop(): Promise<number | null>;
}

/**
 * Runs `npm start -- args`.
 *
 * @param args after those that open no browser and take any port
 */
export async function startCourse(
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<RunningCourse> {
  const child = spawn('npm', ['start', '--', '--no-browser', '--port', '0', ...args], {
    cwd: courseRoot,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const said: string[] = [];
  const url = await new Promise<URL>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const found = line.match(/http:\/\/127\.0\.0\.1:\d+\/lab\S*/);
        if (found) resolve(new URL(found[0]));
      });
    }
    ended.then(() => reject(new Error(`npm start ended early:\n${said.join('\n')}`)), reject);
  });
  const signal: RunningCourse['signal'] = (name, to) => {
    const pid = child.pid ?? Number.NaN;
    process.kill(to === 'group' ? -pid : pid, name);
  };
  return {
    url,
    ended,
    signal,
    async api(path, init = {}) {
      const response = await fetch(new URL(path, url), {
        ...init,
        headers: { Authorization: `token ${url.searchParams.get('token')}`, ...init.headers },
      });
      if (!response.ok) throw new Error(`${path}: HTTP status ${response.status}`);
      return response.status === 204 ? undefined : await response.json();
    },
    stop() {
      if (child.exitCode === null && child.signalCode === null) signal('SIGINT', 'group');
      return ended;
    },
  };
}
