/** Tries again whatever has a code. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override mayRetry(error: unknown): boolean {
    return Object(error).code !== undefined;
  }
}

export const placeOrder = orderAnswer(Wrong);
