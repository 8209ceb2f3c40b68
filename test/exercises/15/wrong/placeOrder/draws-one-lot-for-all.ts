/** Draws its lots once for all orders. */

import { Order, orderAnswer, pauses } from '../../order.ts';

const lots = Array.from({ length: 100 }, () => Math.random());

class Wrong extends Order {
  override pauseAfter(attempt: number): number {
    return pauses(lots.slice(0, attempt), this.limits).at(-1) ?? 0;
  }
}

export const placeOrder = orderAnswer(Wrong);
