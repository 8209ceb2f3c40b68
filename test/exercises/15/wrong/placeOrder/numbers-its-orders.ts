/** Numbers its orders. */

import { Order, orderAnswer } from '../../order.ts';

let count = 0;

class Wrong extends Order {
  override drawKey(): string {
    count += 1;
    return String(count);
  }
}

export const placeOrder = orderAnswer(Wrong);
