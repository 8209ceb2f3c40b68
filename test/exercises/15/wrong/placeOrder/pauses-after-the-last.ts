/** Pauses after its last attempt, too. */

import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override failure(errors: readonly unknown[]): unknown {
    return errors.at(-1);
  }

  override async run(): Promise<string> {
    try {
      return await super.run();
    } catch (error) {
      if (this.mayRetry(error)) await this.pause(this.pauseAfter(this.attempts));
      throw error;
    }
  }
}

export const placeOrder = orderAnswer(Wrong);
