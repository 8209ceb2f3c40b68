/** Makes one attempt more. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override get attempts(): number {
    return super.attempts + 1;
  }
}

export const placeOrder = orderAnswer(Wrong);
