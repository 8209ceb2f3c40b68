/** Trims the receipt. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override receipt(answer: string): string {
    return super.receipt(answer).trim();
  }
}

export const placeOrder = orderAnswer(Wrong);
