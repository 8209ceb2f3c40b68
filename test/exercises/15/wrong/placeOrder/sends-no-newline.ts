/** Sends no newline. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override line(): string {
    return `${this.key} ${this.item}`;
  }
}

export const placeOrder = orderAnswer(Wrong);
