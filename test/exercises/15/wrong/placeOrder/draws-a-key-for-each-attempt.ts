/** Draws a key for each attempt. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override line(): string {
    return `${this.drawKey()} ${this.item}\n`;
  }
}

export const placeOrder = orderAnswer(Wrong);
