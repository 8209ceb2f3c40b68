/** Takes the end of the stream for the end of the answer. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override cut(bytes: Buffer): string {
    return String(bytes);
  }
}

export const placeOrder = orderAnswer(Wrong);
