/** Lets the failure of one client end the service for all. */

import type { Connection, Handle, Listener } from '../../right/plain.ts';

export async function serveAll(listener: Listener, handle: Handle): Promise<void> {
  const failed = Promise.withResolvers<never>();
  const running: Promise<void>[] = [];
  const serve = (connection: Connection): Promise<void> =>
    handle(connection).finally(() => connection.close());
  for (;;) {
    const next = await Promise.race([listener.accept(), failed.promise]);
    if (next === undefined) break;
    const serving = serve(next);
    serving.catch(failed.reject);
    running.push(serving);
  }
  await Promise.all(running);
}
