/** A machine for the course to be tried on, apart from this one: entered by buildah. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** Where the course lies on a machine that it is copied to. */
export const COURSE = '/workspaces/wirebook';

/** The plain user of each machine. */
export const LEARNER = 'node';

/** As whom, and with what, a command runs. */
export interface Rights {
  readonly user?: string;
  /** Capabilities that the container is started with, such as `NET_RAW`. */
  readonly capAdd?: readonly string[];
  /**
   * `own`: nothing but a loopback interface of its own, so that no lesson of this machine is in the
   * way; `host`: this machine's network, to install from.
   */
  readonly network?: 'own' | 'host';
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams one after the other, for whoever looks why something failed. */
  readonly output: string;
}

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** Options for buildah: where this machine trusts more than Debian does, so must the others. */
export const certificates: readonly string[] = existsSync(BUNDLE)
  ? [
      ...['--volume', `${BUNDLE}:${BUNDLE}:ro`],
      ...['NODE_EXTRA_CA_CERTS', 'PIP_CERT'].flatMap((name) => ['--env', `${name}=${BUNDLE}`]),
    ]
  : [];

export class Machine {
  readonly #enter: readonly string[];
  readonly #container: string;
  readonly #folder: string;

  /**
   * @param enter the command that runs another one in a container
   * @param folder the course's
   */
  constructor(enter: readonly string[], container: string, folder: string) {
    this.#enter = enter;
    this.#container = container;
    this.#folder = folder;
  }

  /** Runs a shell command in the course's folder, to its end. */
  async run(command: string, rights: Rights = {}): Promise<Outcome> {
    return await outcomeOf(this.start(command, rights));
  }

  /** Runs a command that must succeed. Returns what it printed on standard output. */
  async must(command: string, rights: Rights = {}): Promise<string> {
    const { code, stdout, output } = await this.run(command, rights);
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
    return stdout;
  }

  /** Starts a shell command in the course's folder, in a process group of its own. */
  start(command: string, rights: Rights = {}): ChildProcess {
    const { user = LEARNER, capAdd = [], network = 'own' } = rights;
    const isolate = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', '-'];
    return start([
      ...(network === 'own' ? isolate : []),
      ...this.#enter,
      ...['--user', user, '--workingdir', this.#folder],
      ...capAdd.flatMap((name) => ['--cap-add', `CAP_${name}`]),
      ...certificates,
      ...[this.#container, '--', 'sh', '-c', command],
    ]);
  }
}

/** Starts a program in a process group of its own. */
export function start([program = '', ...args]: readonly string[]): ChildProcess {
  return spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for the end of a program, and keeps what it prints. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('a program is started with its output piped');
  const [printed, complaints] = await Promise.all([
    text(stdout),
    text(stderr),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, stdout: printed, output: `${printed}${complaints}` };
}
