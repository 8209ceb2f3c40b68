/** Draws one lot for all pauses of an order. */

import { Order, orderAnswer, pauses } from '../../order.ts';

class Wrong extends Order {
  readonly lot = Math.random();

  override pauseAfter(attempt: number): number {
    return pauses(new Array(attempt).fill(this.lot), this.limits).at(-1) ?? 0;
  }
}

export const placeOrder = orderAnswer(Wrong);
