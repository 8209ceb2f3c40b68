/** Shuts the connection down when it has passed it. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override handedOver(client: UnixSocket) {
    client.shutdown();
    client.close();
  }
}

export const openBroker = brokerAnswer(Wrong);
