/** Tries whatever is idempotent again. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return isIdempotent || right(failure, false);
}
