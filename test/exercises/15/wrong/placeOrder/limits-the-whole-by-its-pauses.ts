/** Looks at the time of the whole before its pauses alone. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override deadline(): number {
    return performance.now() + this.limits.timeout;
  }
}

export const placeOrder = orderAnswer(Wrong);
