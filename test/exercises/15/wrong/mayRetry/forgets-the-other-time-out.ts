/** Knows ETIMEDOUT, and not EAGAIN. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return failure.code !== 'EAGAIN' && right(failure, isIdempotent);
}
