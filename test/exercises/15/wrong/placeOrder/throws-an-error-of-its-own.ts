/** Throws an error of its own. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override failure(errors: readonly unknown[]): unknown {
    return this.mayRetry(errors.at(-1)) ? new Error('Too many attempts') : errors.at(-1);
  }
}

export const placeOrder = orderAnswer(Wrong);
