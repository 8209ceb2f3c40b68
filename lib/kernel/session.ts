/** A running notebook: its cells, their names, and what they left behind. */

import { inspect } from 'node:util';
import type { Cell, Host } from '../lab/host.ts';
import { installHost } from '../lab/host.ts';
import { CellOutput, type OutputSink } from './cell-output.ts';
import { Compiler, type Completions } from './compiler.ts';
import { type ErrorReport, Interrupted, reportError } from './error-report.ts';
import { installRouting, type UncaughtHandler } from './routing.ts';
import { Scope } from './scope.ts';
import { currentCell, SessionCell } from './session-cell.ts';
import { rememberCell } from './source-position.ts';
import { installStackTraces } from './stack-trace.ts';
import { toBundle } from './value-bundle.ts';

/** How a cell is run. */
export interface ExecuteOptions {
  /** Receives what the cell shows, also after it is done. */
  readonly sink: OutputSink;
  /** The number in brackets. The session counts where it is not given. */
  readonly number?: number;
  /** The cell's id in its notebook. */
  readonly cellId?: string | undefined;
  /** Shows no value of a last expression. */
  readonly silent?: boolean;
}

/** How a cell ended. */
export type Outcome =
  | { readonly status: 'ok'; readonly number: number }
  | { readonly status: 'error'; readonly number: number; readonly report: ErrorReport };

/** How long the end of a session waits for what asked to be told of it, in milliseconds. */
const shutdownLimit = 250;

/**
 * Runs cells, one after another, in this process. There is one session a process: it routes the
 * process's output and errors to the cells they belong to.
 */
export class Session implements Host {
  readonly folder: string;
  readonly #compiler = new Compiler();
  readonly #scope: Scope;
  readonly #uncaughtHooks: UncaughtHandler[] = [];
  readonly #shutdownHooks: (() => Promise<void> | void)[] = [];
  #declarations = '';
  #count = 0;
  #running: SessionCell | undefined;
  #last: SessionCell | undefined;

  /** @param folder the folder of the notebook */
  constructor(folder: string) {
    this.folder = folder;
    this.#scope = new Scope(folder);
    installStackTraces();
    installRouting(
      (error) => this.#reportOrphan(error),
      (error) => this.#uncaughtHooks.some((handle) => handle(error)),
    );
    installHost(this);
  }

  cell(): Cell | undefined {
    return currentCell();
  }

  onShutdown(fn: () => Promise<void> | void): void {
    this.#shutdownHooks.push(fn);
  }

  onUncaught(fn: UncaughtHandler): void {
    this.#uncaughtHooks.push(fn);
  }

  /** Runs a cell to its end. Never rejects: an error is an outcome. */
  async execute(code: string, options: ExecuteOptions): Promise<Outcome> {
    const number = options.number ?? ++this.#count;
    this.#count = number;
    const output = new CellOutput(options.sink);
    const cell = new SessionCell(number, { id: options.cellId, output });
    this.#running = cell;
    this.#last = cell;
    try {
      await Promise.race([cell.failed, this.#run(cell, code, options.silent ?? false)]);
      await Promise.race([cell.failed, cell.held]);
      // Callbacks that are already due, such as a failed nextTick, still belong to the run.
      await Promise.race([cell.failed, new Promise(setImmediate)]);
      cell.finish();
      return { status: 'ok', number };
    } catch (error) {
      const report = reportError(error, cell.name);
      cell.finish(report);
      return { status: 'error', number, report };
    } finally {
      this.#running = undefined;
    }
  }

  /** Ends the running cell with an error. What it started goes on. */
  interrupt(): void {
    this.#running?.fail(new Interrupted());
  }

  /** The names that may stand at an offset of a cell. */
  complete(code: string, offset: number): Completions {
    return this.#compiler.complete(code, offset, this.#declarations);
  }

  /** Type and documentation of the name at an offset of a cell. */
  inspect(code: string, offset: number): string | undefined {
    return this.#compiler.inspect(code, offset, this.#declarations);
  }

  /** Calls what asked to be told of the end; waits a moment for it, and no longer. */
  async shutdown(): Promise<void> {
    const hooks = this.#shutdownHooks.splice(0).map(async (hook) => hook());
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, shutdownLimit);
    await Promise.race([Promise.allSettled(hooks), promise]);
    clearTimeout(timer);
  }

  async #run(cell: SessionCell, code: string, silent: boolean): Promise<void> {
    rememberCell(cell.name, { code, maps: [] });
    const compiled = this.#compiler.compile(code, this.#declarations);
    rememberCell(cell.name, { code, maps: compiled.maps });
    await cell.run(async () => {
      const done = this.#scope.run(compiled, cell.name);
      if (compiled.isAsync) await done;
      this.#declarations = compiled.declarations;
      if (compiled.lastExpression === undefined) return;
      const last = this.#scope.take(compiled.lastExpression);
      const value = compiled.isAsync ? await last : last;
      const bundle = silent ? undefined : await toBundle(value);
      if (bundle !== undefined) cell.output.result(bundle);
    });
  }

  /** An error that no cell owns goes to the one that runs, or ran last, rather than nowhere. */
  #reportOrphan(error: unknown): void {
    const cell = this.#running ?? this.#last;
    if (cell === undefined) process.stderr.write(`${inspect(error)}\n`);
    else cell.fail(error);
  }
}
