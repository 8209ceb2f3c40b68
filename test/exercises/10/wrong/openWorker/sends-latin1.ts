/** Its answer is not UTF-8. */

import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override answer(line: string) {
    return Buffer.from(super.answer(line), 'latin1') as unknown as string;
  }
}

export const openWorker = workerAnswer(Wrong);
