/** Throws the error of the first attempt. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override failure(errors: readonly unknown[]): unknown {
    return errors[0];
  }
}

export const placeOrder = orderAnswer(Wrong);
