/** Adds the base in place of doubling. */

import type { Growth } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return lots.map(
    (lot, place) => Math.min(growth.most, growth.base * (place + 1)) * (0.5 + lot / 2),
  );
}
