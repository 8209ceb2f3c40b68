/** Leaves after its first client. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override end(client: UnixSocket) {
    super.end(client);
    this.broker.close();
  }
}

export const openWorker = workerAnswer(Wrong);
