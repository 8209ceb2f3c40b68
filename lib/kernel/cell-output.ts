/** What a cell shows, on its way to the front end or into a notebook. */

import type { MimeBundle } from '../lab/host.ts';
import type { ErrorReport } from './error-report.ts';

export type StreamName = 'stdout' | 'stderr';

/** Receives what one cell shows, in order. */
export interface OutputSink {
  stream(name: StreamName, text: string): void;
  display(
    bundle: MimeBundle,
    options: { readonly displayId?: string; readonly update: boolean },
  ): void;
  result(bundle: MimeBundle): void;
  error(report: ErrorReport): void;
  clear(options: { readonly wait: boolean }): void;
}

/** In this many milliseconds ... */
const interval = 40;
/**
 * ... this many pieces of text are passed on at once, the rest together at the end: what is printed
 * before a blocking call is seen, and a front end is not sent a thousand messages a second.
 */
const piecesPerInterval = 8;
/** A cell may print this many characters at once ... */
const burst = 1 << 20;
/** ... and this many a second ever after. */
const perSecond = 1 << 17;
/** What a cell may print in its whole life. */
const lifetime = 1 << 24;

/**
 * Batches the text a cell prints, and bounds it: a loop that prints without end must not take the
 * front end down. What is left out is counted, and the count shown in its place.
 */
export class CellOutput {
  readonly #sink: OutputSink;
  #pending: { name: StreamName; text: string } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #intervalStart = Number.NEGATIVE_INFINITY;
  #pieces = 0;
  #allowance = burst;
  #refilled = performance.now();
  #total = 0;
  #skipped = 0;
  #shown = new Set<string>();

  constructor(sink: OutputSink) {
    this.#sink = sink;
  }

  /** Prints text. */
  write(name: StreamName, text: string): void {
    if (text === '') return;
    const allowed = this.#allow(text.length);
    this.#skipped += text.length - allowed;
    if (allowed === 0) return;
    if (this.#pending?.name !== name) {
      this.flush();
      this.#pending = { name, text: '' };
    }
    const pending = this.#pending as { name: StreamName; text: string };
    pending.text += text.slice(0, allowed);
    if (this.#isDue()) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), interval).unref();
  }

  #isDue(): boolean {
    const now = performance.now();
    if (now - this.#intervalStart > interval) {
      this.#intervalStart = now;
      this.#pieces = 0;
    }
    this.#pieces += 1;
    return this.#pieces <= piecesPerInterval;
  }

  /** Shows a value, or replaces what the same `displayId` showed before. */
  display(bundle: MimeBundle, displayId?: string): void {
    this.flush();
    const update = displayId !== undefined && this.#shown.has(displayId);
    if (displayId !== undefined) this.#shown.add(displayId);
    this.#sink.display(bundle, { ...(displayId === undefined ? {} : { displayId }), update });
  }

  /** Shows the value of the cell's last expression. */
  result(bundle: MimeBundle): void {
    this.flush();
    this.#sink.result(bundle);
  }

  /** Shows an error. */
  error(report: ErrorReport): void {
    this.flush();
    this.#sink.error(report);
  }

  /** Removes what the cell showed so far; with `wait`, when it next shows something. */
  clear(options: { readonly wait: boolean }): void {
    this.flush();
    this.#sink.clear(options);
  }

  /** Passes on at once what was printed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#sink.stream(pending.name, pending.text);
    if (this.#skipped > 0) this.#tellSkipped();
  }

  #tellSkipped(): void {
    const isOver = this.#total >= lifetime;
    // Not before the cell may print again, or the notices would themselves be a flood.
    if (!isOver && this.#allowance < perSecond / 8 && this.#refill() < perSecond / 8) {
      this.#timer ??= setTimeout(() => this.flush(), 1000).unref();
      return;
    }
    const reason = isOver ? 'the cell has printed all that a cell may' : 'too much at once';
    this.#sink.stream('stderr', `[${this.#skipped} characters not shown: ${reason}]\n`);
    this.#skipped = 0;
  }

  /** How many of `count` characters may be printed now. */
  #allow(count: number): number {
    const allowed = Math.max(0, Math.min(count, this.#refill(), lifetime - this.#total));
    this.#allowance -= allowed;
    this.#total += allowed;
    return allowed;
  }

  #refill(): number {
    const now = performance.now();
    const earned = ((now - this.#refilled) / 1000) * perSecond;
    this.#refilled = now;
    this.#allowance = Math.min(burst, this.#allowance + earned);
    return Math.floor(this.#allowance);
  }
}
