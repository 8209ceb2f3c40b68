/** Gives one pause less than there are lots. */

import { type Growth, pauses as right } from '../../order.ts';

export function pauses(lots: readonly number[], growth: Growth): number[] {
  return right(lots, growth).slice(0, -1);
}
