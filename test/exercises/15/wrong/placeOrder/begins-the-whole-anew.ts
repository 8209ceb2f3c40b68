/** Begins the time of the whole anew with each attempt. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override deadline(): number {
    this.end = performance.now() + this.limits.atMost;
    return super.deadline();
  }
}

export const placeOrder = orderAnswer(Wrong);
