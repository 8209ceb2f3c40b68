/** Keeps the descriptors that it has passed. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override handedOver(_client: UnixSocket) {}
}

export const openBroker = brokerAnswer(Wrong);
