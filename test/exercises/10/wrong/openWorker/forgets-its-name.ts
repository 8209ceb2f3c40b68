/** Answers with the line alone. */

import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override answer(line: string) {
    return `${line}\n`;
  }
}

export const openWorker = workerAnswer(Wrong);
