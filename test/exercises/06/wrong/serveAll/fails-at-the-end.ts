/** Fails when the listener is closed, if a handle has failed. */

import type { Connection, Handle, Listener } from '../../right/plain.ts';

export async function serveAll(listener: Listener, handle: Handle): Promise<void> {
  let failure: unknown;
  const serve = async (connection: Connection): Promise<void> => {
    try {
      await handle(connection);
    } catch (error) {
      failure = error;
    } finally {
      connection.close();
    }
  };
  const running: Promise<void>[] = [];
  for (let next = await listener.accept(); next; next = await listener.accept())
    running.push(serve(next));
  await Promise.all(running);
  if (failure) throw failure;
}
