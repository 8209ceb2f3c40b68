/** Traffic on a link: what passes, and what the link's conditions do to it. */

import type { Random } from '../../base/random.ts';
import { defaultQueue, type LinkConditions, type LinkCounts } from './conditions.ts';
import { Schedule } from './schedule.ts';

/** One direction of a link. */
export class Lane {
  /** When the line is free again, on the clock of `performance.now()`. */
  freeAt = 0;
  /** Bytes that wait for the line. */
  queued = 0;
  /** When the last one arrives: without reordering the next one is not earlier. */
  arrivesAt = 0;
}

/** Applies the conditions of a link to what passes it. */
export class Traffic {
  conditions: LinkConditions = {};
  isCut = false;
  readonly counts: { -readonly [name in keyof LinkCounts]: number } = {
    ...{ carried: 0, lost: 0, overflowed: 0, duplicated: 0, cut: 0 },
  };
  readonly #random: Random;
  readonly #schedule = new Schedule();

  constructor(random: Random) {
    this.#random = random;
  }

  /**
   * Carries `length` bytes: calls `deliver` once they arrive, twice where they are doubled, and never
   * where they get lost.
   */
  carry(lane: Lane, length: number, deliver: () => void): void {
    const { loss = 0, duplicate = 0 } = this.conditions;
    if (this.isCut) this.counts.cut += 1;
    else if (this.#happens(loss)) this.counts.lost += 1;
    else {
      this.#send(lane, length, deliver);
      if (this.#happens(duplicate)) {
        this.counts.duplicated += 1;
        this.#send(lane, length, deliver);
      }
    }
  }

  /**
   * Carries what is sent at moments of the system's own choosing, such as ARP: it takes its time, and
   * nothing happens to it by chance, which would shift all that a seed repeats.
   */
  carrySafely(lane: Lane, deliver: () => void): void {
    if (this.isCut) this.counts.cut += 1;
    else this.#travel(lane, performance.now() + (this.conditions.delay ?? 0), deliver);
  }

  /** Forgets what is under way. */
  close(): void {
    this.#schedule.clear();
  }

  #send(lane: Lane, length: number, deliver: () => void): void {
    const { delay = 0, jitter = 0, reorder = 0, rate = Infinity } = this.conditions;
    const now = performance.now();
    let leavesAt = now;
    if (rate !== Infinity) {
      if (lane.queued + length > (this.conditions.queue ?? defaultQueue)) {
        this.counts.overflowed += 1;
        return;
      }
      lane.queued += length;
      lane.freeAt = Math.max(lane.freeAt, now) + (length * 8000) / rate;
      leavesAt = lane.freeAt;
      this.#schedule.at(leavesAt, () => {
        lane.queued -= length;
      });
    }
    if (this.#happens(reorder)) this.#schedule.at(leavesAt, () => this.#arrive(deliver));
    else {
      const travels = delay + jitter * (jitter > 0 ? this.#random.fraction() : 0);
      this.#travel(lane, leavesAt + travels, deliver);
    }
  }

  /** Lets something arrive not before what left before it. */
  #travel(lane: Lane, due: number, deliver: () => void): void {
    lane.arrivesAt = Math.max(due, lane.arrivesAt);
    this.#schedule.at(lane.arrivesAt, () => this.#arrive(deliver));
  }

  #arrive(deliver: () => void): void {
    if (this.isCut) {
      this.counts.cut += 1;
      return;
    }
    this.counts.carried += 1;
    deliver();
  }

  #happens(share: number): boolean {
    return share > 0 && this.#random.fraction() < share;
  }
}
