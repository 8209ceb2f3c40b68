/** Forgets the wait for an answer to the last probe. */

import { type Keepalive, Reading, readingAnswer } from '../../options.ts';

class Wrong extends Reading {
  override seconds({ idle, interval, count }: Keepalive): number {
    return idle + interval * (count - 1);
  }
}

export const describeOptions = readingAnswer(Wrong);
