/** Sends more than a byte beside the descriptor. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async hand(client: UnixSocket, worker: UnixSocket) {
    await worker.sendDescriptors('client', [client]);
  }
}

export const openBroker = brokerAnswer(Wrong);
