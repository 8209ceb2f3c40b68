/** Does not try again after a time-out of recv. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override mayRetry(error: unknown): boolean {
    const { code, syscall } = Object(error);
    return super.mayRetry(error) && (code !== 'ETIMEDOUT' || syscall === 'connect');
  }
}

export const placeOrder = orderAnswer(Wrong);
