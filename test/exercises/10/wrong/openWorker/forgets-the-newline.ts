/** Its answer has no line end. */

import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override answer(line: string) {
    return `${this.name}: ${line}`;
  }
}

export const openWorker = workerAnswer(Wrong);
