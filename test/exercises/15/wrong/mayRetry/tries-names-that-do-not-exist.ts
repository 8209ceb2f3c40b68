/** Takes a name that does not exist for one that could not be asked for. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return failure.code === 'EAI_NONAME' || right(failure, isIdempotent);
}
