/** Begins its patience anew with every byte. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  try {
    connection.closeWrite();
    while ((await connection.recv(4096, { timeout: patience })).length > 0);
  } catch {
    // Vanished, or silent for too long.
  } finally {
    connection.close();
  }
}
