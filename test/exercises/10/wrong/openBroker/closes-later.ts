/** close() returns before all is closed. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async close() {
    setTimeout(() => super.close(), 300);
  }
}

export const openBroker = brokerAnswer(Wrong);
