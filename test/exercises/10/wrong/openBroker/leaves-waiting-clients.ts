/** close() leaves the clients that wait. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override closeWaiting() {}
}

export const openBroker = brokerAnswer(Wrong);
