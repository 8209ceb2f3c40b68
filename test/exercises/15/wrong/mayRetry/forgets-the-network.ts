/** Forgets ENETUNREACH. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return failure.code !== 'ENETUNREACH' && right(failure, isIdempotent);
}
