/** Begins pauses that end too late. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override hasTimeFor(): boolean {
    return performance.now() < this.end;
  }
}

export const placeOrder = orderAnswer(Wrong);
