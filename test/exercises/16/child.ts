/** The stopped child of exercise 16, step by step: a wrong answer is one that takes a step wrongly. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Child {
  readonly stop: (grace: number) => Promise<string>;
}

export type Spawned = ChildProcessByStdio<null, Readable, null>;

export class KeptChild {
  readonly child: Spawned;
  readonly ended = Promise.withResolvers<string>();
  stopping: Promise<string> | undefined;

  constructor(command: readonly string[]) {
    this.child = this.spawn(command);
    this.child.on('error', this.ended.reject);
    this.child.on('exit', (code, signal) => this.ended.resolve(this.howOf(code, signal)));
  }

  spawn([file = '', ...args]: readonly string[]): Spawned {
    return spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  }

  howOf(code: number | null, signal: string | null): string {
    return signal ?? `exit ${code}`;
  }

  async ready(): Promise<void> {
    const line = new Promise<void>((resolve) => {
      this.child.stdout.on('data', (piece: Buffer) => {
        if (this.isLine(piece)) resolve();
      });
    });
    await Promise.race([line, this.early()]);
  }

  isLine(piece: Buffer): boolean {
    return piece.includes('\n');
  }

  async early(): Promise<void> {
    const how = await this.ended.promise;
    throw new Error(`The child has ended: ${how}`);
  }

  ask(): void {
    this.child.kill('SIGTERM');
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async stopOnce(grace: number): Promise<string> {
    this.ask();
    const timer = setTimeout(() => this.kill(), grace);
    const how = await this.ended.promise;
    this.finish(timer, how);
    return how;
  }

  finish(timer: NodeJS.Timeout, _how: string): void {
    clearTimeout(timer);
    this.killGroup();
  }

  killGroup(): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // The group is empty.
    }
  }

  stop(grace: number): Promise<string> {
    this.stopping ??= this.stopOnce(grace);
    return this.stopping;
  }
}

/** The function of the exercise that starts such a child. */
export function childAnswer(
  Kind: typeof KeptChild,
): (command: readonly string[]) => Promise<Child> {
  return async (command) => {
    const kept = new Kind(command);
    await kept.ready();
    return { stop: (grace) => kept.stop(grace) };
  };
}
