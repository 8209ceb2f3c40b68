/** Waits for a client before it takes the next. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async welcome(client: UnixSocket) {
    await this.serve(client);
  }
}

export const openWorker = workerAnswer(Wrong);
