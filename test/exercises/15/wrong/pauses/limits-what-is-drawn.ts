/** Limits the pause that was drawn, not its bound. */

import { type Growth, pauses as right } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return right(lots, { ...growth, most: Infinity }).map((pause) => Math.min(pause, growth.most));
}
