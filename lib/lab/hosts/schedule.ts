/** Does things at given times, in the order of their times and never early. */

import { bisector } from 'd3-array';

interface Entry {
  readonly time: number;
  readonly act: () => void;
}

const { right: positionOf } = bisector(({ time }: Entry) => time);

/**
 * One timer for all: several would end out of order, since timers count whole milliseconds and may
 * end up to one too early.
 */
export class Schedule {
  readonly #entries: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Calls `act` at `time`, on the clock of `performance.now()`; at once where that is over. */
  at(time: number, act: () => void): void {
    this.#entries.splice(positionOf(this.#entries, time), 0, { time, act });
    if (this.#entries[0]?.act === act) this.#actOnDue();
  }

  /** Forgets what is left to do. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#entries.length = 0;
  }

  #actOnDue(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const [first] = this.#entries;
      if (first === undefined) return;
      const left = first.time - performance.now();
      if (left > 0) {
        this.#timer = setTimeout(() => this.#actOnDue(), Math.ceil(left));
        return;
      }
      this.#entries.shift();
      first.act();
    }
  }
}
