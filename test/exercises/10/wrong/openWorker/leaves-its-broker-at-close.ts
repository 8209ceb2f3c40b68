/** close() closes the clients alone. */

import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async close() {
    this.closeClients();
  }
}

export const openWorker = workerAnswer(Wrong);
