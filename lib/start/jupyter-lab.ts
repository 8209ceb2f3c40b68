/** The course's JupyterLab as a process: started, waited for, stopped with everything it started. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { WirebookError } from '../base/error.ts';
import { courseRoot, pythonTool } from '../base/paths.ts';
import { withTimeout } from '../base/with-timeout.ts';
import {
  endsWithParent,
  jupyterArguments,
  jupyterEnvironment,
  labUrl,
  provideStyles,
  stateFolder,
} from './jupyter-options.ts';
import { endSession, sessionMark } from './session.ts';

/** The most time for JupyterLab to end its kernels in order, in milliseconds. */
const stopTimeout = 4000;
/** The number of lines of its log in an error. */
const mostLines = 15;

/** A JupyterLab that answers. */
export interface JupyterLab {
  /** The page to open, with the token. */
  readonly url: string;
  /** Its log, relative to the course. */
  readonly logFile: string;
  /** Settles when it was stopped with all it started; rejected when it ended by itself. */
  readonly ended: Promise<void>;
}

export interface JupyterLabOptions {
  readonly port: number;
  /** The notebook to open, relative to the course. */
  readonly notebook: string | undefined;
  /** More arguments for JupyterLab itself. */
  readonly extra: readonly string[];
  /** Stops JupyterLab, every kernel and all they started, within a few seconds. */
  readonly signal: AbortSignal;
}

/** Starts JupyterLab and waits until it answers, or was stopped. */
export async function startJupyterLab(options: JupyterLabOptions): Promise<JupyterLab> {
  const { port, notebook, extra, signal } = options;
  const token = randomBytes(24).toString('hex');
  const session = randomUUID();
  mkdirSync(stateFolder, { recursive: true });
  provideStyles();
  const log = join(stateFolder, `jupyterlab-${port}.log`);
  const logFile = relative(courseRoot, log);

  const command = [
    ...endsWithParent(),
    pythonTool('python'),
    ...['-I', '-m', 'jupyterlab', ...jupyterArguments(port), ...extra],
  ];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: courseRoot,
    env: { ...jupyterEnvironment(token), ...sessionMark(session) },
    // A group of its own: Ctrl-C reaches the command, which then ends JupyterLab in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopJupyterLab(child, session);
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const output = watchOutput(child, log);
  const ended = once(child, 'exit').then(async ([code, killedBy]) => {
    if (stopping) return await stopping;
    await endSession(session);
    throw new WirebookError(
      `JupyterLab ended by itself (${killedBy ?? `exit code ${code}`}); its log is ${logFile}:\n${output.tail()}`,
      { exitCode: 1 },
    );
  });
  await Promise.race([answers(port, token), ended]);
  return { url: labUrl({ port, token, notebook }), logFile, ended };
}

async function stopJupyterLab(child: ChildProcess, session: string): Promise<void> {
  const isRunning = child.exitCode === null && child.signalCode === null;
  if (isRunning && child.pid !== undefined) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await withTimeout(exited, { milliseconds: stopTimeout });
  }
  await endSession(session);
}

/** Waits until JupyterLab answers; it says that it runs a moment before it listens. */
async function answers(port: number, token: string): Promise<void> {
  for (;;) {
    const isReady = await fetch(`http://127.0.0.1:${port}/api/status`, {
      headers: { Authorization: `token ${token}` },
    }).then(
      (response) => response.ok,
      () => false, // ECONNREFUSED until it listens; if it never does, its process ends and says why
    );
    if (isReady) return;
    await delay(50, undefined, { ref: false });
  }
}

/** Keeps JupyterLab's log in a file, and its last lines for an error. */
function watchOutput(child: ChildProcess, log: string) {
  const file = createWriteStream(log, { mode: 0o600 });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      last.push(line);
      if (last.length > mostLines) last.shift();
    });
  }
  return { tail: () => last.join('\n') };
}
