/** Is open only when it has been passed its first client. */

import { UnixSocket } from 'wirebook';
import { type Running, Worker } from '../../worker.ts';

class Wrong extends Worker {
  readonly first = Promise.withResolvers<void>();

  override async welcome(client: UnixSocket): Promise<void> {
    this.first.resolve();
    await super.welcome(client);
  }
}

export async function openWorker(path: string, name: string): Promise<Running> {
  const worker = new Wrong(await UnixSocket.connect({ path }), name);
  worker.start();
  await worker.first.promise;
  return { close: () => worker.close() };
}
