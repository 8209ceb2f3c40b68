/** A lesson that is open while the tests of a suite run. */

import { openLesson } from '../../lib/lab/lesson.ts';
import { holdAddresses } from '../hold-address.ts';

/**
 * Holds the address of a lesson, and opens the lesson before the first test of this suite: when the
 * suite is declared, the tests of another one that runs in the same process may still be to come.
 */
export function useLesson(number: number): { readonly HOST: string } {
  holdAddresses(number);
  before('open the lesson', () => {
    openLesson(number);
  });
  return { HOST: `127.0.${number}.1` };
}
