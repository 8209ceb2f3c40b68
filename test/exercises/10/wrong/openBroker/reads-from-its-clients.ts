/** Waits for the first bytes of a client before it passes it. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async clientComes(client: UnixSocket) {
    await client.recv(1);
    this.waiting.push(client);
  }
}

export const openBroker = brokerAnswer(Wrong);
