/** One recv is a line for it. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async line(client: UnixSocket) {
    const data = await client.recv();
    return data.length === 0 ? undefined : String(data).split('\n')[0];
  }
}

export const openWorker = workerAnswer(Wrong);
