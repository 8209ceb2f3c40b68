/** Never pauses. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async pause(): Promise<void> {}
}

export const placeOrder = orderAnswer(Wrong);
