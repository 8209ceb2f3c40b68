import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cell, MimeBundle } from '../lab/base/host.ts';
import type { CellOutput } from './cell-output.ts';
import { type ErrorReport, reportError } from './error-report.ts';

/** A question to the person at the notebook. */
export interface Question {
  readonly prompt: string;
  /** Hides the answer as it is typed. */
  readonly password: boolean;
}

/** Asks, and resolves with the answer. */
export type Ask = (question: Question) => Promise<string>;

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
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly ranAt = Date.now();
  readonly output: CellOutput;
  /** Asks the person at the notebook, where there is one. */
  readonly ask: Ask | undefined;
  /** The name its code runs by, and its stack frames show. */
  readonly name: string;
  /** Rejects when the cell fails outside its own code, or is interrupted. */
  readonly failed: Promise<never>;
  /** Resolves when the run has ended, well or not. */
  readonly ended: Promise<void>;
  readonly #end: () => void;
  /** Told how the run ended, as it ends. */
  onFinish: ((end: { readonly hasFailed: boolean }) => void) | undefined;
  readonly #interrupt = new AbortController();
  readonly #reject: (error: unknown) => void;
  readonly #held: Promise<unknown>[] = [];
  #isRunning = true;
  #openQuestions = 0;

  constructor(
    number: number,
    options: {
      readonly id: string | undefined;
      readonly source: string;
      readonly output: CellOutput;
      readonly ask: Ask | undefined;
    },
  ) {
    this.number = number;
    this.id = options.id;
    this.source = options.source;
    this.output = options.output;
    this.ask = options.ask;
    this.name = `cell ${number}`;
    const end = Promise.withResolvers<void>();
    this.ended = end.promise;
    this.#end = end.resolve;
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    this.#reject = reject;
    // A cell that is done has no listener any more, which is not an unhandled rejection.
    promise.catch(() => {});
  }

  /** The front end has its reply: timers and servers that it started may go on all the same. */
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

  /** Fails the cell, and tells the operations that it waits for. */
  interrupt(reason: Error): void {
    this.#interrupt.abort(reason);
    this.#reject(reason);
  }

  /** Counts an answer as open until it comes. */
  await<T>(answer: Promise<T>): Promise<T> {
    this.#openQuestions += 1;
    const close = () => {
      this.#openQuestions -= 1;
    };
    answer.then(close, close);
    return answer;
  }

  /** True while a question of the cell is not answered. */
  get isAsking(): boolean {
    return this.#openQuestions > 0;
  }

  hold(until: Promise<unknown>): void {
    this.#held.push(until);
  }

  /** Settles when every promise that holds the cell has settled. */
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
    this.#end();
    this.onFinish?.({ hasFailed: report !== undefined });
    this.output.end(report);
  }
}
