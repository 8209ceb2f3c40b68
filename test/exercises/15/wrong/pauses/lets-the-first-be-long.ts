/** Limits all pauses but the first. */

import { type Growth, pauses as right } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  const [first = 0] = lots;
  const [, ...others] = right(lots, growth);
  return lots.length === 0 ? [] : [growth.base * (0.5 + first / 2), ...others];
}
