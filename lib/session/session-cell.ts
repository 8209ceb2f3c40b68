import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cell, MimeBundle } from '../lab/host.ts';
import type { CellOutput } from './cell-output.ts';
import { type ErrorReport, reportError } from './error-report.ts';
import type { Ask } from './prompt.ts';

/** The cell that the running code belongs to, through timers, promises and callbacks. */
const cells = new AsyncLocalStorage<SessionCell>();

/** The cell that the calling code belongs to. */
export function currentCell(): SessionCell | undefined {
  return cells.getStore();
}

/** A cell that was run in this process. */
export class SessionCell implements Cell {
  readonly number: number;
  readonly id: string | undefined;
  readonly output: CellOutput;
  /** Asks the person at the notebook, where there is one. */
  readonly ask: Ask | undefined;
  /** The name its code runs by, and its stack frames show. */
  readonly name: string;
  /** Rejects when the cell fails outside its own code, or is interrupted. */
  readonly failed: Promise<never>;
  /** Told how the run ended, as it ends. */
  onFinish: ((end: { readonly hasFailed: boolean }) => void) | undefined;
  readonly #interrupt = new AbortController();
  readonly #reject: (error: unknown) => void;
  readonly #held: Promise<unknown>[] = [];
  #isRunning = true;

  constructor(
    number: number,
    options: {
      readonly id: string | undefined;
      readonly output: CellOutput;
      readonly ask: Ask | undefined;
    },
  ) {
    this.number = number;
    this.id = options.id;
    this.output = options.output;
    this.ask = options.ask;
    this.name = `cell ${number}`;
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#reject = reject;
    // Nobody listens once the cell is done, and that is no unhandled rejection.
    promise.catch(() => {});
  }

  /** Whether it was answered for: what it started may go on all the same. */
  get hasEnded(): boolean {
    return !this.#isRunning;
  }

  display(bundle: MimeBundle, options: { readonly displayId?: string } = {}): void {
    this.output.display(bundle, options.displayId);
  }

  fail(error: unknown): void {
    if (this.#isRunning) this.#reject(error);
    else this.output.error(reportError(error, this.name));
  }

  get interrupted(): AbortSignal {
    return this.#interrupt.signal;
  }

  /** Fails the cell, and lets what it waits for know that nobody waits any more. */
  interrupt(reason: Error): void {
    this.#interrupt.abort(reason);
    this.#reject(reason);
  }

  hold(until: Promise<unknown>): void {
    this.#held.push(until);
  }

  /** Settles when all that keeps the cell running has settled. */
  get held(): Promise<unknown> {
    return Promise.allSettled(this.#held);
  }

  run<T>(fn: () => T): T {
    return cells.run(this, fn);
  }

  /** Ends the cell's run: from now on an error of its callbacks is shown under it at once. */
  finish(report?: ErrorReport): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.onFinish?.({ hasFailed: report !== undefined });
    if (report === undefined) this.output.flush();
    else this.output.error(report);
  }
}
