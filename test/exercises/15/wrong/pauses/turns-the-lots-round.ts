/** Turns the lots round. */

import { type Growth, pauses as right } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return right(
    lots.map((lot) => 1 - lot),
    growth,
  );
}
