/** Draws from 0 up to the upper bound. */

import { Order, orderAnswer, pauses } from '../../order.ts';

class Wrong extends Order {
  override pauseAfter(attempt: number): number {
    const lots = Array.from({ length: attempt }, () => 2 * Math.random() - 1);
    return pauses(lots, this.limits).at(-1) ?? 0;
  }
}

export const placeOrder = orderAnswer(Wrong);
