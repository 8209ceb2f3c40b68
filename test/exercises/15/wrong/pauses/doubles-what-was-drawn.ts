/** Doubles the pause that was drawn. */

import type { Growth } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  const drawn: number[] = [];
  for (const lot of lots) {
    const last = drawn.at(-1);
    const upper = Math.min(growth.most, last === undefined ? growth.base : 2 * last);
    drawn.push(upper * (0.5 + lot / 2));
  }
  return drawn;
}
