/** close() closes the connection to the broker alone. */

import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override closeClients() {}
}

export const openWorker = workerAnswer(Wrong);
