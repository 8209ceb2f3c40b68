/** Closes its clients when the broker has gone. */

import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override brokerHasGone() {
    this.broker.close();
    this.closeClients();
  }
}

export const openWorker = workerAnswer(Wrong);
