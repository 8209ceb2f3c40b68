/** Pauses the same each time. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override pauseAfter(): number {
    return super.pauseAfter(1);
  }
}

export const placeOrder = orderAnswer(Wrong);
