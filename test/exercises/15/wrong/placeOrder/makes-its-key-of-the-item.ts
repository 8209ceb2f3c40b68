/** Makes the key of the item. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override line(): string {
    return `${Buffer.from(this.item).toString('hex').padStart(8, '0')} ${this.item}\n`;
  }
}

export const placeOrder = orderAnswer(Wrong);
