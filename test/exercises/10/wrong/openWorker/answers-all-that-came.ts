/** Answers with the bytes behind the line, too. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async line(client: UnixSocket) {
    let text = '';
    while (!text.includes('\n')) {
      const data = await client.recv();
      if (data.length === 0) return undefined;
      text += data;
    }
    return text.replace(/\n$/, '');
  }
}

export const openWorker = workerAnswer(Wrong);
