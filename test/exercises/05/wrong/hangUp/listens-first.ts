/** Lets the peer end first, and only then says that it has ended itself. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  const timer = setTimeout(() => connection.close(), patience);
  try {
    while ((await connection.recv()).length > 0);
    connection.closeWrite();
  } catch {
    // Vanished, or out of patience.
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
