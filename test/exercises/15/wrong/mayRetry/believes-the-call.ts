/** Believes that whatever connect fails with is harmless. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return (
    (failure.syscall === 'connect' && failure.code !== undefined) || right(failure, isIdempotent)
  );
}
