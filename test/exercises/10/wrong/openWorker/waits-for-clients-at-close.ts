/** close() waits until the clients have been served. */

import { setTimeout as delay } from 'node:timers/promises';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async close() {
    this.broker.close();
    while (this.clients.size > 0) await delay(5);
  }
}

export const openWorker = workerAnswer(Wrong);
