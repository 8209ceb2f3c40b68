/** Leaves the timer of the whole. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async run(): Promise<string> {
    const late = new Promise<never>((_, reject) => {
      const error = Object.assign(new Error('late'), { code: 'ETIMEDOUT' });
      setTimeout(() => reject(error), this.limits.atMost);
    });
    late.catch(() => {});
    return Promise.race([super.run(), late]);
  }
}

export const placeOrder = orderAnswer(Wrong);
