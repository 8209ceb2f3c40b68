/** Has one key for all orders. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override drawKey(): string {
    return 'the-key-of-all';
  }
}

export const placeOrder = orderAnswer(Wrong);
