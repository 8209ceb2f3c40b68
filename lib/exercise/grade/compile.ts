/** Compiles the cells of submissions in one process for all of them, which starts a compiler once. */

import { type ChildProcess, spawn } from 'node:child_process';
import { cpuSeconds, killTree } from '../../processes.ts';
import type { ProcessCommand } from '../harness-process.ts';
import type { Precompiled } from '../protocol.ts';
import type { CompileReply, CompileRequest } from './compile-process.ts';

/** Something that compiles cells. */
export interface CellCompiling {
  /** Compiles cells in order; an empty list where that takes too long, so that they are compiled where they run. */
  compile(sources: readonly string[]): Promise<readonly Precompiled[]>;
}

/** What a hostile type may take, in milliseconds, with the start of the compiler in it. */
const patience = 15_000;

/** A compiler in a process of its own. A notebook that it breaks on costs it only a new start. */
export class CompileService implements CellCompiling, Disposable {
  readonly #command: ProcessCommand;
  #process: ChildProcess | undefined;
  /** One notebook at a time: which of several has broken the compiler would be unknown. */
  #queue: Promise<unknown> = Promise.resolve();
  #nextId = 0;
  #cpuBefore = 0;

  constructor(command: ProcessCommand) {
    this.#command = command;
  }

  /** Starts the compiler already, for whoever knows that cells will come. */
  prepare(): void {
    this.#process ??= this.#start();
  }

  compile(sources: readonly string[]): Promise<readonly Precompiled[]> {
    const compiled = this.#queue.then(() => this.#compile(sources));
    this.#queue = compiled;
    return compiled;
  }

  /** What it has used of a processor so far, in seconds. */
  get cpu(): number {
    return this.#cpuBefore + this.#cpuNow();
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  async #compile(sources: readonly string[]): Promise<readonly Precompiled[]> {
    this.#process ??= this.#start();
    const child = this.#process;
    const id = this.#nextId++;
    const done = Promise.withResolvers<readonly Precompiled[]>();
    const giveUp = () => {
      this.#stop();
      done.resolve([]);
    };
    const receive = (reply: CompileReply) => {
      if (reply.id === id) done.resolve(reply.compiled);
    };
    const timer = setTimeout(giveUp, patience);
    child.on('message', receive).on('exit', giveUp).on('error', giveUp);
    const request: CompileRequest = { id, sources };
    child.send(request, (error) => error === null || giveUp());
    try {
      return await done.promise;
    } finally {
      clearTimeout(timer);
      child.off('message', receive).off('exit', giveUp).off('error', giveUp);
    }
  }

  #start(): ChildProcess {
    const { file, args, env } = this.#command;
    const child = spawn(file, args, {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      // Ctrl-C ends the work between two answers: the one that is graded is still to be compiled.
      detached: true,
    });
    child.on('error', () => {
      // Told to whoever waits; a process that nobody waits for is started anew when it is needed.
    });
    child.once('exit', () => {
      // The walls alone may be gone: a compiler that was within them ends when nobody listens.
      if (child.connected) child.disconnect();
      if (this.#process === child) this.#process = undefined;
    });
    return child;
  }

  #cpuNow(): number {
    return this.#process?.pid === undefined ? 0 : cpuSeconds(this.#process.pid);
  }

  #stop(): void {
    this.#cpuBefore += this.#cpuNow();
    if (this.#process?.pid !== undefined) killTree(this.#process.pid);
    this.#process = undefined;
  }
}
