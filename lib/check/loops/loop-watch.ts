/** Notices code that never gives control back, such as a loop without end. */

import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { threadSeconds } from '../../base/processes.ts';

/** Time of a processor that a learner's functions may use between two turns of the event loop, in seconds. */
const maxBusySeconds = 1.2;

/** Between two looks, in milliseconds. */
const interval = 100;

/** The learner's process, as it is watched. */
export interface WatchedProcess {
  readonly pid: () => number;
  /** Resolves once its event loop has turned. */
  readonly ping: () => Promise<void>;
}

/**
 * Resolves with true when a process has used a processor for too long without a turn of its event
 * loop, and with false once `signal` is aborted. Time alone proves nothing: on a busy machine a
 * process may have to wait for long until it runs.
 */
export async function hangs(
  { pid, ping }: WatchedProcess,
  { signal, seconds = maxBusySeconds }: { readonly signal: AbortSignal; readonly seconds?: number },
): Promise<boolean> {
  for (;;) {
    let hasAnswered = false;
    let watched = pid();
    let before = threadSeconds(watched);
    void ping().then(() => {
      hasAnswered = true;
    });
    do {
      await delay(interval, undefined, { ref: false });
      if (signal.aborted) return false;
      // A sandbox takes several processes to start, and leaves some of them when the innermost ends.
      if (pid() !== watched) {
        watched = pid();
        before = threadSeconds(watched);
      }
      const isBusy = threadSeconds(watched) - before > seconds;
      // The answer may have come while this process was not let run.
      if (isBusy && !hasAnswered) for (let turns = 0; turns < 3; turns += 1) await turn();
      if (isBusy && !hasAnswered && !signal.aborted) return true;
    } while (!hasAnswered);
  }
}
