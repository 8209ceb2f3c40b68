/** Sends a byte to each client. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async clientComes(client: UnixSocket) {
    await client.send('.');
    this.waiting.push(client);
  }
}

export const openBroker = brokerAnswer(Wrong);
