/** Doubles by shifting bits, of which there are 32. */

import type { Growth } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return lots.map(
    (lot, place) => Math.min(growth.most, growth.base * (1 << place)) * (0.5 + lot / 2),
  );
}
