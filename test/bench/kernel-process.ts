/** The process of a kernel, and the connection file it is started with. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { courseRoot } from '../paths.ts';
import { freePorts } from './free-ports.ts';

/** The program of a kernel and its arguments, `{connection_file}` among them. */
export type KernelCommand = readonly string[];

/** The course's kernel as it was built: with its snapshot, where that was made. */
export const ownKernel: KernelCommand = [
  process.execPath,
  '--no-force-async-hooks-checks',
  join(courseRoot, 'lib', 'dist', 'kernel', 'main.js'),
  '{connection_file}',
];

/** How a kernel is started. */
export interface StartOptions {
  readonly command?: KernelCommand;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ports of shell, control, stdin, iopub and heartbeat; free ones by default. */
  readonly ports?: readonly number[];
}

const channels = ['shell', 'control', 'stdin', 'iopub', 'hb'] as const;

/** Starts a kernel. */
export async function startKernelProcess(options: StartOptions = {}): Promise<KernelProcess> {
  return new KernelProcess(options.ports ?? (await freePorts(channels.length)), options);
}

export class KernelProcess {
  readonly child: ChildProcess;
  /** What the kernel wrote to its own standard error. */
  stderr = '';
  /** The key that its messages are signed with. */
  readonly key: string = randomUUID();
  /** Rejects when the process ends. */
  readonly ended: Promise<never>;
  /** Where it listens, one port a channel. */
  readonly ports: readonly number[];
  readonly #folder = mkdtempSync(join(tmpdir(), 'kernel-'));

  constructor(
    ports: readonly number[],
    { command = ownKernel, cwd = courseRoot, env = {} }: StartOptions,
  ) {
    this.ports = ports;
    const file = join(this.#folder, 'connection.json');
    const listed = channels.map((channel, index) => [`${channel}_port`, ports[index]]);
    const connection = {
      transport: 'tcp',
      ip: '127.0.0.1',
      ...Object.fromEntries(listed),
      key: this.key,
      signature_scheme: 'hmac-sha256',
    };
    writeFileSync(file, JSON.stringify(connection));
    const [program = '', ...args] = command.map((part) => part.replace('{connection_file}', file));
    this.child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = once(this.child, 'exit').then(([code, signal]) => {
      throw new Error(`the kernel ended with ${signal ?? code}: ${this.stderr}`);
    });
    // A kernel that nobody waits for may end.
    this.ended.catch(() => {});
  }

  /** Where it listens for a channel. */
  address(channel: (typeof channels)[number]): string {
    return `tcp://127.0.0.1:${this.ports[channels.indexOf(channel)]}`;
  }

  /** Ends it by force, if it still runs. */
  close(): void {
    this.child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
