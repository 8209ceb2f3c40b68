/** Shuts down both directions, and so hears no more of the peer. */

import { SHUT_RDWR, type Socket } from 'wirebook';

export async function hangUp(connection: Socket, _patience: number): Promise<void> {
  try {
    connection.shutdown(SHUT_RDWR);
    while ((await connection.recv()).length > 0);
  } catch {
    // The peer has vanished.
  } finally {
    connection.close();
  }
}
