/** close() leaves the workers. */

import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override closeCrew() {}
}

export const openBroker = brokerAnswer(Wrong);
