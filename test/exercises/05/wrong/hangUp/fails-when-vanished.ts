/** Lets the error of a vanished peer reach the caller. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  connection.closeWrite();
  const timer = setTimeout(() => connection.close(), patience);
  try {
    while ((await connection.recv()).length > 0);
  } catch {
    // Out of patience.
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
