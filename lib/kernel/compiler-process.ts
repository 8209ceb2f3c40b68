/** The kernel's side of the process that compiles its cells. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { entryPoint } from '../paths.ts';
import {
  type AddedDeclarations,
  type CompiledCell,
  type Completions,
  type SessionCompiler,
  TypeFaults,
} from './compiled-cell.ts';
import type { CompilerReply, CompilerRequest, Question } from './compiler-main.ts';
import type { Completeness } from './completeness.ts';
import { withHugePages } from './huge-pages.ts';
import { snapshotArguments } from './snapshot-file.ts';

/** How long the end of the process is waited for, in milliseconds. */
const closeLimit = 50;

/** How the process is started. */
export interface CompilerOptions {
  /** Whether there is a snapshot to start it from. */
  readonly hasSnapshot: boolean;
  /** The key under which it keeps what it compiles; without one it keeps nothing. */
  readonly key: string | undefined;
}

/** A question that was asked and not answered. */
interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Compiles cells in a process of its own: the kernel answers while that one starts, the servers of
 * a notebook serve while it compiles, and a cell cannot harm it. One that ended is started again.
 */
export class CompilerProcess implements SessionCompiler {
  readonly #asked = new Map<number, Asked>();
  /** No cell's: what a cell starts is shown, stopped and counted as its own. */
  readonly #inOwnContext = AsyncLocalStorage.snapshot();
  readonly #options: CompilerOptions;
  #child: ChildProcess | undefined;
  #count = 0;

  /** Starts the process, from the snapshot if there is one. */
  constructor(options: CompilerOptions) {
    this.#options = options;
    this.#child = this.#start();
  }

  /** Resolves when the process is there and answers. */
  get started(): Promise<unknown> {
    return this.completeness('');
  }

  async compile(code: string, declarations: string): Promise<CompiledCell> {
    return await this.#ask('compile', [code, declarations]);
  }

  async complete(code: string, offset: number, declarations: string): Promise<Completions> {
    return await this.#ask('complete', [code, offset, declarations]);
  }

  async inspect(code: string, offset: number, declarations: string): Promise<string | undefined> {
    return await this.#ask('inspect', [code, offset, declarations]);
  }

  async declare(declarations: string, added: AddedDeclarations): Promise<string> {
    return await this.#ask('declare', [declarations, added]);
  }

  /** Whether a cell could be run as it stands. */
  async completeness(code: string): Promise<Completeness> {
    return await this.#ask('completeness', [code]);
  }

  /** Ends the process by force; waits a moment for its end, and no longer. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await Promise.race([ended, pause(closeLimit, undefined, { ref: false })]);
  }

  /** Asks the process; the answer is of the type that its method of the same name returns. */
  async #ask<T>(method: Question['method'], args: Question['args']): Promise<T> {
    this.#child ??= this.#inOwnContext(() => this.#start());
    const id = ++this.#count;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#asked.set(id, { resolve, reject });
    const request = { id, method, args } as CompilerRequest;
    // One that cannot be reached, or was never started, is about to be known as ended.
    if (this.#child.connected) this.#child.send(request, () => {});
    return (await promise) as T;
  }

  #start(): ChildProcess {
    const { hasSnapshot, key } = this.#options;
    const args = key === undefined ? [] : [key];
    const child = fork(entryPoint(import.meta.url, './compiler-main'), args, {
      execArgv: hasSnapshot ? [...snapshotArguments] : [],
      env: withHugePages(process.env),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (reply: CompilerReply) => this.#receive(reply));
    child.on('error', (error) => this.#lose(child, whyNotStarted(error)));
    child.on('exit', (code, signal) =>
      this.#lose(child, `it ended with ${signal ?? code}; run the cell again`),
    );
    return child;
  }

  #receive({ id, value, faults, error }: CompilerReply): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (faults !== undefined) asked?.reject(new TypeFaults(faults));
    else if (error !== undefined) asked?.reject(new Error(error));
    else asked?.resolve(value);
  }

  #lose(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const error = new Error(`The compiler was lost: ${reason}`);
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}

function whyNotStarted({ code, message }: NodeJS.ErrnoException): string {
  return code === 'EMFILE'
    ? 'it cannot be started while this notebook has as many files open as it may; restart the kernel'
    : `${message}; run the cell again`;
}
