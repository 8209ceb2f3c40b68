/** Commands in a terminal of their own, as a person starts them. */

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { courseRoot, pythonTool } from '../lib/base/paths.ts';
import { endSession, sessionMark, sessionProcesses } from '../lib/start/session.ts';

/** How long what a command has started may take to hear of its end, in milliseconds. */
const patience = 5000;

/** How a command in a terminal has ended. */
export interface TerminalEnd {
  /** The exit code; below zero: minus the signal that ended it. */
  readonly status: number;
  /** Whether the terminal echoes, edits and signals as before. */
  readonly hasSameSettings: boolean;
  /** Whether the terminal shows its cursor. */
  readonly showsCursor: boolean;
  /** All that was written to the terminal, as it was written. */
  readonly written: string;
  /** The processes of its own that have not ended some seconds after it. */
  readonly left: readonly number[];
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The key that signals the whole group of processes in front. */
export const ctrlC = '\x03';

/** A terminal with one command in it. */
export class Terminal implements AsyncDisposable {
  readonly #child;
  readonly #session = randomUUID();
  readonly #waiting = new Set<() => void>();
  /** Rejected if the command ends in another way than by itself or by a signal. */
  readonly ended: Promise<TerminalEnd>;
  #written = '';
  #told = '';

  constructor(
    command: readonly string[],
    { columns = 80, cwd, env = process.env }: TerminalOptions = {},
  ) {
    const program = join(import.meta.dirname, 'terminal.py');
    this.#child = spawn(pythonTool('python'), [program, String(columns), ...command], {
      cwd,
      env: { ...env, TERM: 'xterm-256color', CI: '', ...sessionMark(this.#session) },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#written += text;
      for (const look of this.#waiting) look();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#told += text;
    });
    this.ended = once(this.#child, 'close').then(() => this.#end());
  }

  /** `wirebook` with arguments. */
  static wirebook(args: readonly string[], options: TerminalOptions = {}): Terminal {
    const program = join(courseRoot, 'lib/wirebook.mjs');
    return new Terminal([process.execPath, program, ...args], options);
  }

  /** What was written so far. */
  get written(): string {
    return this.#written;
  }

  /** Types keys, such as {@link ctrlC}. */
  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Closes the terminal, with the command still in it. */
  close(): void {
    this.#child.stdin.end();
  }

  /** The command's process; known once it has written something. */
  get pid(): number {
    const [first = ''] = this.#told.split('\n');
    return (JSON.parse(first) as { readonly pid: number }).pid;
  }

  /** Sends a signal to the command alone. */
  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Waits until something was written. */
  async saw(pattern: RegExp): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => pattern.test(this.#written) && resolve();
    this.#waiting.add(look);
    look();
    void this.ended.then(() =>
      reject(new Error(`It ended without ${pattern}: ${this.#written}\n${this.#told}`)),
    );
    await promise;
    this.#waiting.delete(look);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endSession(this.#session, 0);
  }

  async #end(): Promise<TerminalEnd> {
    const last = this.#told.trim().split('\n').at(-1) ?? '';
    const written = this.#written;
    return {
      ...(JSON.parse(last) as Pick<TerminalEnd, 'status' | 'hasSameSettings'>),
      showsCursor: written.lastIndexOf('\x1b[?25h') >= written.lastIndexOf('\x1b[?25l'),
      written,
      left: await this.#left(),
    };
  }

  async #left(): Promise<readonly number[]> {
    const latest = performance.now() + patience;
    for (;;) {
      const left = sessionProcesses(this.#session);
      if (left.length === 0 || performance.now() > latest) return left;
      await delay(20);
    }
  }
}
