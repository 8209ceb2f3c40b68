/** Does not close the connection to a broker that has gone. */

import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override brokerHasGone() {}
}

export const openWorker = workerAnswer(Wrong);
