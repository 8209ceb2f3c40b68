/** Does not end the connection. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override end(client: UnixSocket) {
    this.clients.delete(client);
  }
}

export const openWorker = workerAnswer(Wrong);
