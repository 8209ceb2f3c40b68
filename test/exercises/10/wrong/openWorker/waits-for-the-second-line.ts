/** Serves a client until it leaves. */

import type { UnixSocket } from 'wirebook';
import { Worker, workerAnswer } from '../../worker.ts';

class Wrong extends Worker {
  override async serve(client: UnixSocket) {
    this.clients.add(client);
    for await (const data of client) await client.sendAll(this.answer(String(data).trimEnd()));
    this.end(client);
  }
}

export const openWorker = workerAnswer(Wrong);
