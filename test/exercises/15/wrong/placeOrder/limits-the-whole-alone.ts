/** Knows the limit of the whole, and none of an attempt. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override deadline(): number {
    return this.end;
  }
}

export const placeOrder = orderAnswer(Wrong);
