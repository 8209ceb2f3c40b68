/** A right answer to exercise 13, with the sockets of the course. */

import { Reading, readingAnswer, Tuning, tuningAnswer } from '../options.ts';
import { Pool, poolAnswer } from '../pool.ts';

export const describeOptions = readingAnswer(Reading);
export const tuneKeepalive = tuningAnswer(Tuning);
export const openPool = poolAnswer(Pool);
