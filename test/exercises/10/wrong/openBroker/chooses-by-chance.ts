/** Takes any worker. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override nextWorker() {
    return this.crew[Math.floor(Math.random() * this.crew.length)];
  }
}

export const openBroker = brokerAnswer(Wrong);
