/** The compiler of cells in a process of its own, from the side of the process that asks it. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { entryPoint } from '../base/paths.ts';
import { killTree, type ProcessCommand } from '../base/processes.ts';
import { withTimeout } from '../base/with-timeout.ts';
import type { CompilerReply, CompilerRequest, Question } from './child-main.ts';
import type {
  AddedDeclarations,
  CellCompiler,
  CellSource,
  Compiled,
  Completeness,
  Completions,
  LanguageService,
} from './interface.ts';
import { withHugePages, withSnapshot } from './snapshot/snapshot-file.ts';

/** The most time that close() waits for the end of the process, in milliseconds. */
const closeTimeout = 50;

/** The arguments by which Node runs the process. */
export function childArguments(options: {
  /** True if there is a snapshot to start it from. */
  readonly hasSnapshot: boolean;
  /** The key under which it keeps compiled cells; without one it keeps none. */
  readonly key?: string | undefined;
}): readonly string[] {
  const { hasSnapshot, key } = options;
  const program = [childFile, ...(key === undefined ? [] : [key])];
  return hasSnapshot ? withSnapshot(program) : program;
}

/** The module that the process runs. */
export const childFile: string = entryPoint(import.meta.url, './child-main');

/** The command that starts the process outside of a sandbox. */
export function childCommand(options: Parameters<typeof childArguments>[0]): ProcessCommand {
  return {
    file: process.execPath,
    args: childArguments(options),
    env: withHugePages(process.env),
  };
}

/** A question that was asked and not answered. */
interface PendingQuestion {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Compiles cells in a child process: the kernel answers while that one starts, the servers of a
 * notebook serve while it compiles, and a cell cannot harm it. A child that ended is started again.
 */
export class InChildCompiler implements CellCompiler, LanguageService {
  readonly #pending = new Map<number, PendingQuestion>();
  /** Outside of every cell: the output of a cell's own children is shown, stopped and counted. */
  readonly #inOwnContext = AsyncLocalStorage.snapshot();
  readonly #command: ProcessCommand;
  readonly #isSandboxed: boolean;
  #child: ChildProcess | undefined;
  #count = 0;

  /**
   * Starts the process.
   *
   * @param isSandboxed the command starts a sandbox: Ctrl-C in a terminal must not end it between two
   *   answers, and its complaints are dropped
   */
  constructor(command: ProcessCommand, { isSandboxed = false } = {}) {
    this.#command = command;
    this.#isSandboxed = isSandboxed;
    this.#child = this.#start();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the process is there and answers. */
  get started(): Promise<unknown> {
    return this.completeness('');
  }

  async compile(cell: CellSource): Promise<Compiled> {
    return await this.#ask('compile', [cell]);
  }

  async complete(cell: CellSource, offset: number): Promise<Completions> {
    return await this.#ask('complete', [cell, offset]);
  }

  async inspect(cell: CellSource, offset: number): Promise<string | undefined> {
    return await this.#ask('inspect', [cell, offset]);
  }

  async completeness(code: string): Promise<Completeness> {
    return await this.#ask('completeness', [code]);
  }

  async redeclare(declarations: string, added: AddedDeclarations): Promise<string> {
    return await this.#ask('redeclare', [declarations, added]);
  }

  /** Ends the process by force; waits a moment for its end, and no longer. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const ended = once(child, 'exit');
    killTree(child.pid);
    await withTimeout(ended, { milliseconds: closeTimeout });
  }

  /** Asks the process; the answer is of the type that its method of the same name returns. */
  async #ask<T>(method: Question['method'], args: Question['args']): Promise<T> {
    this.#child ??= this.#inOwnContext(() => this.#start());
    const id = ++this.#count;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject });
    const request = { id, method, args } as CompilerRequest;
    // The loss of a child that cannot be reached, or was never started, is about to be reported.
    if (this.#child.connected) this.#child.send(request, () => {});
    return (await promise) as T;
  }

  #start(): ChildProcess {
    const { file, args, env } = this.#command;
    const child = spawn(file, args, {
      env,
      stdio: ['ignore', 'ignore', this.#isSandboxed ? 'ignore' : 'inherit', 'ipc'],
      detached: this.#isSandboxed,
    });
    child.on('message', (reply: CompilerReply) => this.#receive(reply));
    child.on('error', (error) => this.#lose(child, whyNotStarted(error)));
    child.on('exit', (code, signal) => {
      // A sandbox may end before the compiler in it, which ends when its channel closes.
      if (child.connected) child.disconnect();
      this.#lose(child, `it ended with ${signal ?? code}; run the cell again`);
    });
    return child;
  }

  #receive({ id, value, error }: CompilerReply): void {
    const question = this.#pending.get(id);
    this.#pending.delete(id);
    if (error !== undefined) question?.reject(new Error(error));
    else question?.resolve(value);
  }

  #lose(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const error = new Error(`The compiler was lost: ${reason}`);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function whyNotStarted({ code, message }: NodeJS.ErrnoException): string {
  return code === 'EMFILE'
    ? 'it cannot be started while this notebook has as many files open as it may; restart the kernel'
    : `${message}; run the cell again`;
}
