/** Looks at the beginning of codes. */

import { type Failure, mayRetry as right } from '../../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  return failure.code?.startsWith('EAI_') || right(failure, isIdempotent);
}
