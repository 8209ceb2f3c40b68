/** Takes every time-out for one after the request. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return failure.syscall === 'connect' &&
    right({ code: failure.code ?? '' }, isIdempotent) !== right(failure, isIdempotent)
    ? isIdempotent
    : right(failure, isIdempotent);
}
