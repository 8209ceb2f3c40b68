/** Half-closes, and closes before the peer has ended. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, _patience: number): Promise<void> {
  try {
    connection.closeWrite();
  } catch {
    // The peer has vanished.
  }
  connection.close();
}
