/** Draws from 0 up to the upper bound: full jitter. */

import { type Growth, pauses as right } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return right(
    lots.map((lot) => 2 * lot - 1),
    growth,
  );
}
