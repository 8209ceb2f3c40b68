/** Sends its line twice in an attempt, to be sure. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override line(): string {
    return `${this.key} ${this.item}\n`.repeat(2);
  }
}

export const placeOrder = orderAnswer(Wrong);
