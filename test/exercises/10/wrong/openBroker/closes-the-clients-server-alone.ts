/** close() forgets the server of the workers. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async close() {
    this.forClients.close();
    this.closeWaiting();
    this.closeCrew();
  }
}

export const openBroker = brokerAnswer(Wrong);
