/** Never stops growing. */

import { type Growth, pauses as right } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return right(lots, { ...growth, most: Infinity });
}
