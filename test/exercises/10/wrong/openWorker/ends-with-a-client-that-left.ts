/** Closes its broker when a client has left. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async line(client: UnixSocket) {
    const line = await super.line(client);
    if (line === undefined) this.broker.close();
    return line;
  }
}

export const openWorker = workerAnswer(Wrong);
