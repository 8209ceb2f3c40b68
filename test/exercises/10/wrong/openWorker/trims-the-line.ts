/** Takes an empty line for none. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async line(client: UnixSocket) {
    return (await super.line(client)) || undefined;
  }
}

export const openWorker = workerAnswer(Wrong);
