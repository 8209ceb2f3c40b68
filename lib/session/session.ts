/** A running notebook: its cells, their names, and the callbacks that outlive them. */

import { inspect } from 'node:util';
import { withTimeout } from '../base/with-timeout.ts';
import type {
  AddedDeclarations,
  Awaitable,
  CellCompiler,
  CompiledCell,
  Completions,
  LanguageService,
} from '../compile/interface.ts';
import {
  type Cell,
  type Declaration,
  type Host,
  installHost,
  type MimeBundle,
} from '../lab/base/host.ts';
import { CellOutput, type OutputSink } from './cell-output.ts';
import { CellScope } from './cell-scope.ts';
import { type ErrorReport, Interrupted, reportError, TypeFaults } from './error-report.ts';
import { rememberIntrinsics, restoreIntrinsics } from './intrinsics.ts';
import { log } from './log.ts';
import { installPrompt } from './prompt.ts';
import { installRouting, type UncaughtHandler } from './routing.ts';
import { type Ask, currentCell, SessionCell } from './session-cell.ts';
import { rememberCell } from './source-position.ts';
import { installStackTraces } from './stack-trace.ts';
import { toBundle } from './value-bundle.ts';

export interface ExecuteOptions {
  /** Receives what the cell shows, also after it is done. */
  readonly sink: OutputSink;
  /** The number in brackets. The session counts where it is not given. */
  readonly number?: number;
  /** The cell's id in its notebook. */
  readonly cellId?: string | undefined;
  /** Asks the person at the notebook, where there is one. */
  readonly ask?: Ask | undefined;
}

/** The end of a cell. */
export type Outcome = { readonly status: 'ok'; readonly number: number } | FailedOutcome;

/** A cell that did not end as it should. */
export interface FailedOutcome {
  readonly status: 'error';
  readonly number: number;
  readonly report: ErrorReport;
}

/** The value of an expression, as Jupyter carries it. */
export type Evaluation =
  | { readonly status: 'ok'; readonly data: MimeBundle; readonly metadata: object }
  | ({ readonly status: 'error' } & Omit<ErrorReport, 'line'>);

export interface SessionOptions {
  /** The folder of the notebook. */
  readonly folder: string;
  readonly compiler: CellCompiler;
  /** Loads the language service when it is first needed, which in most runs it never is. */
  readonly language: () => LanguageService;
  /** The file that the course's own package was bundled into, if it was: it is sooner there. */
  readonly packageBundle?: string | undefined;
}

const notAwaited =
  'The cell ended before its question was answered: write await before prompt(), as in await prompt("Your name?")';

/** The most time that shutdown() waits for the hooks of onShutdown(), in milliseconds. */
const shutdownTimeout = 250;

/**
 * Runs cells, one after another, in this process. There is one session a process: it routes the
 * process's output and errors to the cells they belong to.
 */
export class Session implements Host {
  readonly folder: string;
  readonly #compiler: CellCompiler;
  readonly #language: () => LanguageService;
  readonly #scope: CellScope;
  readonly #uncaughtHooks: UncaughtHandler[] = [];
  readonly #shutdownHooks: (() => Promise<void> | void)[] = [];
  #declarations: Awaitable<string> = '';
  /** The run that declared each name last. */
  readonly #declaredBy = new Map<string, SessionCell>();
  /** The latest run of each cell, by its id. */
  readonly #latest = new Map<string, SessionCell>();
  #count = 0;
  #running: SessionCell | undefined;
  #last: SessionCell | undefined;

  constructor(options: SessionOptions) {
    this.folder = options.folder;
    this.#compiler = options.compiler;
    this.#language = options.language;
    this.#scope = new CellScope(options.folder, options.packageBundle);
    installStackTraces();
    installRouting(
      (error) => this.#reportOrphan(error),
      (error) => this.#uncaughtHooks.some((handle) => handle(error)),
    );
    installPrompt();
    installHost(this);
    rememberIntrinsics();
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

  declaration(name: string): Declaration | undefined {
    const cell = this.#declaredBy.get(name);
    if (cell === undefined) return undefined;
    const { number, id: cellId, source, ranAt } = cell;
    const latest = cellId === undefined ? cell : this.#latest.get(cellId);
    const missingSince = latest === cell ? undefined : latest?.number;
    return { number, cellId, source, ranAt, missingSince };
  }

  /** Runs a cell to its end. Never rejects: an error is an outcome. */
  async execute(code: string, options: ExecuteOptions): Promise<Outcome> {
    const number = options.number ?? ++this.#count;
    this.#count = number;
    const output = new CellOutput(options.sink);
    const cell = new SessionCell(number, {
      ...{ id: options.cellId, source: code, output, ask: options.ask },
    });
    if (cell.id !== undefined) this.#latest.set(cell.id, cell);
    this.#running = cell;
    this.#last = cell;
    try {
      await Promise.race([cell.failed, this.#run(cell, code)]);
      await Promise.race([cell.failed, cell.held]);
      // Callbacks that are already due, such as a failed nextTick, still belong to the run.
      await Promise.race([cell.failed, new Promise(setImmediate)]);
      this.#restore();
      if (cell.isAsking) throw new Error(notAwaited);
      cell.finish();
      return { status: 'ok', number };
    } catch (error) {
      return this.#fail(cell, error);
    } finally {
      if (this.#running === cell) this.#running = undefined;
    }
  }

  /** The value of an expression, as a front end asks for it beside a cell. */
  async evaluate(expression: string): Promise<Evaluation> {
    try {
      const bundle = await this.#value('expression', `(${expression}\n)`);
      return { status: 'ok', data: bundle ?? { 'text/plain': 'undefined' }, metadata: {} };
    } catch (error) {
      const { ename, evalue, traceback } = reportError(error, 'expression');
      return { status: 'error', ename, evalue, traceback };
    }
  }

  /** Ends the running cell with an error. What it started goes on. */
  interrupt(reason?: string): void {
    this.#running?.interrupt(new Interrupted(reason));
  }

  /**
   * Gives up the running cell: stopping it by force has lost its run.
   *
   * @returns the end of the cell, or `undefined` if it has ended by itself
   */
  abandon(why?: string): FailedOutcome | undefined {
    const cell = this.#running;
    this.#running = undefined;
    if (cell === undefined) return undefined;
    const reason = new Interrupted(why);
    cell.interrupt(reason);
    return this.#fail(cell, reason);
  }

  /** The names that may stand at an offset of a cell. */
  async complete(code: string, offset: number): Promise<Completions> {
    const { folder } = this;
    return await this.#language().complete(
      { code, declarations: await this.#declarations, folder },
      offset,
    );
  }

  /** Type and documentation of the name at an offset of a cell. */
  async inspect(code: string, offset: number): Promise<string | undefined> {
    const { folder } = this;
    return await this.#language().inspect(
      { code, declarations: await this.#declarations, folder },
      offset,
    );
  }

  /** Calls the hooks of onShutdown(); waits a moment for them, and no longer. */
  async shutdown(): Promise<void> {
    const hooks = this.#shutdownHooks.splice(0).map(async (hook) => hook());
    await withTimeout(Promise.allSettled(hooks), { milliseconds: shutdownTimeout });
  }

  async #run(cell: SessionCell, code: string): Promise<void> {
    const bundle = await cell.run(() => this.#value(cell.name, code, cell));
    if (bundle !== undefined) cell.output.result(bundle);
  }

  /** Runs code, and describes the value of its last expression. */
  async #value(script: string, code: string, cell?: SessionCell): Promise<MimeBundle | undefined> {
    rememberCell(script, { code, map: '' });
    const before = this.#declarations;
    const { folder } = this;
    const compiling = this.#compiler.compile({ code, declarations: await before, folder });
    this.#scope.preload(code);
    const compiled = await compiling;
    // It may have been interrupted meanwhile, and must not begin any more.
    if (cell?.hasEnded === true) throw new Interrupted();
    if ('faults' in compiled) throw new TypeFaults(compiled.faults);
    rememberCell(script, { code, map: compiled.map });
    const run = this.#scope.prepare(compiled);
    if (cell !== undefined) {
      cell.onFinish = (end) => {
        const names = run.end(end);
        for (const name of names) this.#declaredBy.set(name, cell);
        this.#declare(names, { compiled, before });
      };
    }
    const done = await inFreshTurn(() => {
      // A cell that was interrupted before it began has had its reply: it could not be stopped again.
      if (cell?.hasEnded === true) throw new Interrupted();
      try {
        return { promise: this.#scope.run(compiled, { run, script }) };
      } finally {
        this.#restore();
      }
    });
    if (compiled.isAsync) await done.promise;
    this.#restore();
    const value = compiled.isAsync ? await run.last : run.last;
    return value === undefined ? undefined : await inFreshTurn(() => toBundle(value));
  }

  /** Puts back the functions that the kernel needs. @throws {Error} that names the first of them */
  #restore(): void {
    const name = restoreIntrinsics();
    if (name === undefined) return;
    throw new Error(
      `${name} was replaced, which the kernel needs, and was put back: add a function of another name instead`,
    );
  }

  /** Lets later cells know the names that a run declared, which may be less than its cell says. */
  #declare(
    names: ReadonlySet<string>,
    cell: { readonly compiled: CompiledCell; readonly before: Awaitable<string> },
  ): void {
    const { compiled, before } = cell;
    const now = this.#declarations;
    if (names.size === compiled.names.length && now === before) {
      this.#declarations = compiled.declarations;
    } else if (names.size > 0) {
      const added = { names: [...names], from: compiled.declarations };
      this.#declarations = this.#merge(now, added);
    }
  }

  async #merge(now: Awaitable<string>, added: AddedDeclarations): Promise<string> {
    const before = await now;
    try {
      return await this.#language().redeclare(before, added);
    } catch (error) {
      log(`later cells do not know ${added.names.join(', ')}: ${inspect(error)}`);
      return before;
    }
  }

  #fail(cell: SessionCell, error: unknown): FailedOutcome {
    restoreIntrinsics();
    const report = reportError(error, cell.name);
    cell.finish(report);
    return { status: 'error', number: cell.number, report };
  }

  /** An error that no cell owns goes to the one that runs, or ran last, rather than nowhere. */
  #reportOrphan(error: unknown): void {
    const cell = this.#running ?? this.#last;
    if (cell === undefined) process.stderr.write(`${inspect(error)}\n`);
    else cell.fail(error);
  }
}

/**
 * Runs code of a cell in a turn of its own. Stopping it by force then loses that turn, and not the
 * turn in which the kernel answers for it.
 */
function inFreshTurn<T>(fn: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(fn());
      } catch (error) {
        reject(error);
      }
    });
  });
}
