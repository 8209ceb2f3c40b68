/** Lets the clock of its patience run on. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  setTimeout(() => connection.close(), patience);
  try {
    connection.closeWrite();
    while ((await connection.recv()).length > 0);
  } catch {
    // Vanished, or out of patience.
  } finally {
    connection.close();
  }
}
