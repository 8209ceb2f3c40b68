/** What a fitted growth means. */

import { figures } from '../lab/statistics.ts';
import type { Growth } from './statistics.ts';

/** An exponent up to here is a straight line: nobody could tell them apart. */
const straight = 1.05;
/** The same between two sizes alone, where noise weighs more. */
const straightTail = 1.15;

/** Whether a cost grows faster than what it is the cost of. */
export function isSteep({ exponent, tail }: Growth): boolean {
  return exponent.low > straight || tail > straightTail;
}

/** An exponent with its interval, such as `0.98 (0.93 to 1.03)`. */
export function spellExponent({ exponent: { value, low, high } }: Growth): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** How many times as good ours is, such as `1.53×`. */
export function spellRatio(ratio: number): string {
  return `${figures(ratio)}×`;
}
