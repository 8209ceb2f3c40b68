/** Splits the answer at its spaces, and joins the words of the receipt by one each. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override receipt(answer: string): string {
    const [, ...words] = answer.split(/ +/);
    return answer.startsWith('done') ? words.join(' ') : super.receipt(answer);
  }
}

export const placeOrder = orderAnswer(Wrong);
