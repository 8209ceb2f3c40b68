/** Takes a reset for harmless. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return failure.code === 'ECONNRESET' || right(failure, isIdempotent);
}
