/** Draws no lots: each pause is its upper bound. */

import { Order, orderAnswer, pauses } from '../../order.ts';

class Wrong extends Order {
  override pauseAfter(attempt: number): number {
    return pauses(new Array(attempt).fill(1), this.limits).at(-1) ?? 0;
  }
}

export const placeOrder = orderAnswer(Wrong);
