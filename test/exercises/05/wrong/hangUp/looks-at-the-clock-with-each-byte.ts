/** Looks at the clock only when the peer has sent something. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  const end = performance.now() + patience;
  try {
    connection.closeWrite();
    while ((await connection.recv()).length > 0) if (performance.now() >= end) break;
  } catch {
    // The peer has vanished.
  } finally {
    connection.close();
  }
}
