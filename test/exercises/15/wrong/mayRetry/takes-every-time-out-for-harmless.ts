/** Takes every time-out for one of connect. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return failure.code === 'ETIMEDOUT' || right(failure, isIdempotent);
}
