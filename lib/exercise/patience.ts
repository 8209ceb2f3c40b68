/**
 * How long to wait for somebody who does not come.
 *
 * On a busy machine the one who is waited for may not have been let run at all. That time does not
 * count: a right answer must not fail because a browser is starting beside it.
 */

import { readProc } from '../processes.ts';

/** A wait that has a limit. */
export interface Limit {
  /** Ends it: whoever was waited for has come. */
  end(): void;
}

/** How long what Linux has told is taken for true, in milliseconds: to ask costs as much as a short wait. */
const trueFor = 2;

/** How many times as long as it would on an idle machine a wait may take. */
const longest = 4;

/** Waits for some processes, and knows how long they were ready to run and were not let. */
export class Patience {
  readonly #heldUp: () => number;

  /** @param heldUp how long those that are waited for were held up so far, in milliseconds */
  constructor(heldUp: () => number = () => 0) {
    this.#heldUp = heldUp;
  }

  /** Patience with processes; they may change as time passes. */
  static with(pids: () => readonly number[]): Patience {
    let told = { at: Number.NEGATIVE_INFINITY, heldUp: 0 };
    return new Patience(() => {
      const now = performance.now();
      if (now - told.at > trueFor) {
        told = { at: now, heldUp: pids().reduce((sum, pid) => sum + runDelay(pid), 0) };
      }
      return told.heldUp;
    });
  }

  /** How long those that are waited for were held up so far, in milliseconds. */
  heldUp(): number {
    return this.#heldUp();
  }

  /** Calls `late` once `milliseconds` have passed, but for those in which nobody could come. */
  limit(milliseconds: number, late: () => void): Limit {
    const startedAt = performance.now();
    const heldUpBefore = this.#heldUp();
    const check = () => {
      const passed = performance.now() - startedAt;
      const heldUp = Math.max(0, this.#heldUp() - heldUpBefore);
      const left = Math.min(milliseconds + heldUp, longest * milliseconds) - passed;
      if (left <= 0) late();
      else timer = setTimeout(check, Math.ceil(left));
    };
    let timer = setTimeout(check, milliseconds);
    return { end: () => clearTimeout(timer) };
  }
}

/** How long a process was ready to run while others did, in milliseconds; 0 where Linux does not say. */
function runDelay(pid: number): number {
  return Number(readProc(`/proc/${pid}/schedstat`)?.split(' ')[1] ?? 0) / 1e6;
}
