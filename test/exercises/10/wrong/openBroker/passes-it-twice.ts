/** Sends two descriptors of each client. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async hand(client: UnixSocket, worker: UnixSocket) {
    await worker.sendDescriptors('c', [client, client]);
  }
}

export const openBroker = brokerAnswer(Wrong);
