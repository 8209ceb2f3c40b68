/** Tries again after a no. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override mayRetry(error: unknown): boolean {
    return super.mayRetry(error) || Object(error).code === undefined;
  }
}

export const placeOrder = orderAnswer(Wrong);
