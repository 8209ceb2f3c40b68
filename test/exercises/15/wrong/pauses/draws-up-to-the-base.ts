/** Adds a share of the base, not of the half. */

import { type Growth, pauses as right } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return right(
    lots.map(() => 0),
    growth,
  ).map((pause, place) => pause + ((lots[place] ?? 0) * growth.base) / 2);
}
