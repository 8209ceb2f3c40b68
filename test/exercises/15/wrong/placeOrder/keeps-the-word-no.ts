/** Keeps the word no in the message. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override reason(answer: string): string {
    return answer;
  }
}

export const placeOrder = orderAnswer(Wrong);
