/** Waits only for the handle that began last. */

import type { Connection, Handle, Listener } from '../../right/plain.ts';

export async function serveAll(listener: Listener, handle: Handle): Promise<void> {
  const serve = async (connection: Connection): Promise<void> => {
    try {
      await handle(connection);
    } catch {
      // This client's affair.
    } finally {
      connection.close();
    }
  };
  let last: Promise<void> | undefined;
  for (let next = await listener.accept(); next; next = await listener.accept()) last = serve(next);
  await last;
}
