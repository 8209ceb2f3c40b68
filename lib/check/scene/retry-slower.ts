/**
 * Checks that rest on short times.
 *
 * A learner waits for each of them, so the times are short. On a busy machine they prove nothing: a
 * right answer may come late, and a wrong one may seem to have waited. Then the check runs again with
 * more time.
 */

import { AssertionError } from 'chai';
import type { ProcessTimeouts } from './process-timeouts.ts';

/** With a run delay of more milliseconds than this, short times prove nothing. */
const maxRunDelay = 5;

/** The factor that short times are multiplied by. */
export type Scale = 1 | 5;

/**
 * Runs `body`, and once more with times five times as long if an assertion failed or the processes
 * were delayed. Linux does not tell every delay, such as that of a busy host of this machine, so a
 * failure alone is reason enough.
 */
export async function retrySlower(
  body: (scale: Scale) => Promise<void>,
  timeouts: ProcessTimeouts,
): Promise<void> {
  const before = timeouts.runDelay();
  try {
    await body(1);
    if (timeouts.runDelay() - before <= maxRunDelay) return;
  } catch (error) {
    // An error of the learner's own has nothing to do with time.
    if (!(error instanceof AssertionError)) throw error;
  }
  await body(5);
}
