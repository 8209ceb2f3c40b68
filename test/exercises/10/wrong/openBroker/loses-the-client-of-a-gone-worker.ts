/** Closes the client when its worker has gone. */

import type { UnixSocket } from 'wirebook';
import { Broker, brokerAnswer } from '../../broker.ts';

class Wrong extends Broker {
  override async watch() {}
  override failed(client: UnixSocket, worker: UnixSocket) {
    this.leave(worker);
    this.remove(this.waiting, client);
    client.close();
  }
}

export const openBroker = brokerAnswer(Wrong);
