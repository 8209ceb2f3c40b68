/** Answers half a line, and dies of it. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async welcome(client: UnixSocket) {
    this.serve(client).catch((error) => {
      this.broker.close();
      throw error;
    });
  }
  override fail(_client: UnixSocket, error: unknown) {
    throw error;
  }
}

export const openWorker = workerAnswer(Wrong);
