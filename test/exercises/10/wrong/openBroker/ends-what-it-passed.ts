/** Ends its direction of a connection that is no longer its own. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override handedOver(client: UnixSocket) {
    client.closeWrite();
    client.close();
  }
}

export const openBroker = brokerAnswer(Wrong);
