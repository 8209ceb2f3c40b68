/**
 * Timeouts of waits for other processes.
 *
 * On a busy machine a process that is ready may have to wait until Linux lets it run. That delay does
 * not count here: a right answer must not fail because a browser is starting beside it.
 */

import { readProc } from '../../base/processes.ts';

/** A timeout that runs. */
export interface RunningTimeout {
  /** Stops it: the event has come. */
  clear(): void;
}

/** For so many milliseconds a run delay is not read again: reading takes as long as a short wait. */
const freshFor = 2;

/** A timeout is extended to at most so many times its length. */
const maxExtension = 4;

/** Starts timeouts, and knows how long the awaited processes were ready but did not run. */
export class ProcessTimeouts {
  readonly #runDelay: () => number;

  /** @param runDelay the run delay of the awaited processes so far, in milliseconds */
  constructor(runDelay: () => number = () => 0) {
    this.#runDelay = runDelay;
  }

  /** Timeouts of waits for `pids`, which may change as time passes. */
  static of(pids: () => readonly number[]): ProcessTimeouts {
    let last = { at: Number.NEGATIVE_INFINITY, runDelay: 0 };
    return new ProcessTimeouts(() => {
      const now = performance.now();
      if (now - last.at > freshFor) {
        last = { at: now, runDelay: pids().reduce((sum, pid) => sum + runDelayOf(pid), 0) };
      }
      return last.runDelay;
    });
  }

  /** The run delay of the awaited processes so far, in milliseconds. */
  runDelay(): number {
    return this.#runDelay();
  }

  /** Calls `onTimeout` after `milliseconds` and the run delay that comes meanwhile. */
  start(milliseconds: number, onTimeout: () => void): RunningTimeout {
    const startedAt = performance.now();
    const delayBefore = this.#runDelay();
    const check = () => {
      const passed = performance.now() - startedAt;
      const delay = Math.max(0, this.#runDelay() - delayBefore);
      const left = Math.min(milliseconds + delay, maxExtension * milliseconds) - passed;
      if (left <= 0) onTimeout();
      else timer = setTimeout(check, Math.ceil(left));
    };
    let timer = setTimeout(check, milliseconds);
    return { clear: () => clearTimeout(timer) };
  }
}

/**
 * Time in which a process was ready to run and did not, in milliseconds; 0 where Linux does not tell.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
function runDelayOf(pid: number): number {
  return Number(readProc(`/proc/${pid}/schedstat`)?.split(' ')[1] ?? 0) / 1e6;
}
