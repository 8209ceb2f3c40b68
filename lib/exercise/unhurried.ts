/**
 * Checks that rest on short times.
 *
 * A learner waits for each of them, so they are short; but on a busy machine who is right may come
 * late, and who is wrong may be taken for patient. What happened then says nothing, and it is done
 * again with more time.
 */

import { AssertionError } from 'chai';
import type { Patience } from './patience.ts';

/** How long nobody may have been held up for short times to prove something, in milliseconds. */
const bearable = 5;

/** What short times are multiplied with. */
export type Scale = 1 | 5;

/**
 * Does `body`, and once more with times five times as long if it failed, or if somebody was held up
 * meanwhile: Linux does not tell all that may hold up a process, as a busy host of this machine does.
 */
export async function unhurried(
  body: (scale: Scale) => Promise<void>,
  patience: Patience,
): Promise<void> {
  const before = patience.heldUp();
  try {
    await body(1);
    if (patience.heldUp() - before <= bearable) return;
  } catch (error) {
    // An error of the learner's own has nothing to do with time.
    if (!(error instanceof AssertionError)) throw error;
  }
  await body(5);
}
