/** Closes a connection only if all went well. */

import type { Connection, Handle, Listener } from '../../right/plain.ts';

export async function serveAll(listener: Listener, handle: Handle): Promise<void> {
  const running: Promise<void>[] = [];
  const serve = async (connection: Connection): Promise<void> => {
    await handle(connection);
    connection.close();
  };
  for (let next = await listener.accept(); next; next = await listener.accept()) {
    running.push(serve(next).catch(() => {}));
  }
  await Promise.all(running);
}
