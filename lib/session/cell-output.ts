/** The output of a cell, on its way to the front end or into a notebook. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { MimeBundle } from '../lab/base/host.ts';
import type { ErrorReport } from './error-report.ts';
import { OutputLimits, sizeOf } from './output-limits.ts';

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

/** The output of a cell, in order. */
type Piece =
  | { readonly kind: 'stream'; readonly name: StreamName; text: string }
  | { readonly kind: 'display'; readonly bundle: MimeBundle; readonly displayId?: string }
  | { readonly kind: 'clear'; readonly wait: boolean };

/** Time for which text is collected once a cell prints a lot, in milliseconds. */
const interval = 40;
/** Time between two counts of what is not shown, in milliseconds. */
const noticeInterval = 500;
/** A display that replaces another counts as at least this many characters. */
const leastReplacement = 50_000;

/**
 * Collects what a cell shows into few messages, and bounds it: a loop that prints without end must
 * not take the front end down. Lines beyond {@link outputLimits} are counted, and the count shown
 * in their place. What is replaced before a front end can draw it is left out.
 *
 * A loop may never let a timer run, so each call of these methods publishes what is due.
 */
export class CellOutput {
  readonly #sink: OutputSink;
  readonly #limits = new OutputLimits();
  /** Text at once, so that what is printed before a blocking call is seen; then in intervals. */
  readonly #printing = new Budget({ most: 8, perSecond: 1000 / interval });
  /** Characters of replacements: some twenty a second, fewer where they are large. */
  readonly #replacing = new Budget({ most: 1_000_000, perSecond: 1_000_000 });
  /** Pieces that are not published yet: text, or all that follows a clear. */
  #waiting: Piece[] = [];
  /** The newest replacement of each display, as long as none may be published. */
  readonly #replacements = new Map<string, MimeBundle>();
  readonly #shown = new Set<string>();
  readonly #noticeId = `wirebook-not-shown-${randomUUID()}`;
  #notice: string | undefined;
  #noticedAt = Number.NEGATIVE_INFINITY;
  /** Characters that the waiting clear removes. */
  #clearCost = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Runs code as no part of what the cell does: a server that is stopped loses its timers. */
  readonly #outside = AsyncLocalStorage.snapshot();

  constructor(sink: OutputSink) {
    this.#sink = sink;
  }

  /** Prints text. */
  write(name: StreamName, text: string): void {
    if (text === '') return;
    const shown = this.#limits.takeText(text);
    if (shown.length < text.length) this.#noticeLater();
    if (shown === '') return;
    const last = this.#waiting.at(-1);
    if (last?.kind === 'stream' && last.name === name) last.text += shown;
    else this.#waiting.push({ kind: 'stream', name, text: shown });
    if (this.#printing.take(1)) this.#publish();
    else this.#publishLater(interval);
  }

  /** Shows a value, or replaces what the same `displayId` showed before. */
  display(bundle: MimeBundle, displayId?: string): void {
    if (displayId !== undefined && this.#shown.has(displayId)) {
      this.#replacements.set(displayId, bundle);
    } else if (!this.#limits.takeDisplay(bundle)) {
      this.#noticeLater();
      return;
    } else {
      if (displayId !== undefined) this.#shown.add(displayId);
      this.#waiting.push({
        kind: 'display',
        bundle,
        ...(displayId === undefined ? {} : { displayId }),
      });
    }
    this.#publish();
  }

  /** Shows the value of the cell's last expression. */
  result(bundle: MimeBundle): void {
    this.flush();
    this.#sink.result(bundle);
  }

  /** Shows an error of a callback. */
  error(report: ErrorReport): void {
    if (!this.#limits.takeError()) {
      this.#noticeLater();
      return;
    }
    this.flush();
    this.#sink.error(report);
  }

  /** Shows all that is still to be shown, and the error that ended the cell. */
  end(report?: ErrorReport): void {
    this.flush();
    if (report !== undefined) this.#sink.error(report);
  }

  /** Removes what the cell showed so far; with `wait`, when it next shows something. */
  clear({ wait }: { readonly wait: boolean }): void {
    const shown = this.#limits.clear();
    // Output after a clear that is still to be published was never shown.
    if (!this.#isCleared) this.#clearCost = Math.max(leastReplacement, shown);
    this.#shown.clear();
    this.#replacements.clear();
    this.#notice = undefined;
    this.#waiting = [{ kind: 'clear', wait }];
    this.#publish();
  }

  /** Publishes at once all that waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#publishWaiting();
    for (const id of this.#replacements.keys()) this.#publishReplacement(id);
    this.#publishNotice();
  }

  /** Publishes what may be published now, the rest later. */
  #publish(): void {
    if (!this.#isCleared || this.#replacing.take(this.#clearCost)) this.#publishWaiting();
    for (const [id, bundle] of this.#replacements) {
      if (!this.#replacing.take(Math.max(leastReplacement, sizeOf(bundle)))) break;
      this.#publishReplacement(id);
    }
    if (this.#waiting.length > 0 || this.#replacements.size > 0) this.#publishLater(interval);
  }

  /** True if the shown output is to be cleared before anything else. */
  get #isCleared(): boolean {
    return this.#waiting[0]?.kind === 'clear';
  }

  #publishWaiting(): void {
    const pieces = this.#waiting;
    this.#waiting = [];
    for (const piece of pieces) {
      if (piece.kind === 'stream') this.#sink.stream(piece.name, piece.text);
      else if (piece.kind === 'clear') this.#sink.clear({ wait: piece.wait });
      else {
        const { bundle, displayId } = piece;
        this.#sink.display(bundle, {
          ...(displayId === undefined ? {} : { displayId }),
          update: false,
        });
      }
    }
  }

  #publishReplacement(displayId: string): void {
    const bundle = this.#replacements.get(displayId);
    this.#replacements.delete(displayId);
    if (bundle !== undefined) this.#sink.display(bundle, { displayId, update: true });
  }

  #publishLater(milliseconds: number): void {
    this.#timer ??= this.#outside(() =>
      setTimeout(() => {
        this.#timer = undefined;
        this.#publish();
        this.#noticeLater();
      }, milliseconds).unref(),
    );
  }

  /** Says what is not shown: at once for the first time, then in intervals. */
  #noticeLater(): void {
    if (this.#isCleared || performance.now() - this.#noticedAt < noticeInterval) {
      this.#publishLater(noticeInterval);
      return;
    }
    this.#publishWaiting();
    this.#publishNotice();
  }

  #publishNotice(): void {
    const text = this.#limits.notice;
    if (text === undefined || text === this.#notice) return;
    const update = this.#notice !== undefined;
    this.#notice = text;
    this.#noticedAt = performance.now();
    this.#sink.display({ 'text/plain': text }, { displayId: this.#noticeId, update });
  }
}

/** An allowance that grows with time. */
class Budget {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  #counted = performance.now();

  constructor({ most, perSecond }: { readonly most: number; readonly perSecond: number }) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
  }

  /** Takes an amount where something is left; what is too much is taken from the time to come. */
  take(amount: number): boolean {
    const now = performance.now();
    const earned = ((now - this.#counted) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#most, this.#left + earned);
    this.#counted = now;
    if (this.#left < Math.min(amount, this.#most)) return false;
    this.#left -= amount;
    return true;
  }
}
