/** Looks for the word done anywhere in the answer. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override receipt(answer: string): string {
    if (answer.includes('no')) throw new Error(this.reason(answer));
    return answer.slice(5);
  }
}

export const placeOrder = orderAnswer(Wrong);
