/** Ends its own direction, and keeps the socket. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override end(client: UnixSocket) {
    client.closeWrite();
  }
}

export const openWorker = workerAnswer(Wrong);
