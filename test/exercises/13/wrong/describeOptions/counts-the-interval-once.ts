/** Counts the interval once, whatever the number of probes. */

import { type Keepalive, Reading, readingAnswer } from '../../options.ts';

class Wrong extends Reading {
  override seconds({ idle, interval }: Keepalive): number {
    return idle + interval;
  }
}

export const describeOptions = readingAnswer(Wrong);
