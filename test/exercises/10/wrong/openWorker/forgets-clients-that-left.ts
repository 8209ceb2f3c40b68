/** Closes only those that it answered. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async line(client: UnixSocket) {
    const line = await super.line(client);
    return line ?? new Promise<undefined>(() => {});
  }
}

export const openWorker = workerAnswer(Wrong);
