/** Takes a failure without a code for a reset. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return right({ code: 'ECONNRESET', ...failure }, isIdempotent);
}
