/** Resets the connection when its patience is over, although the peer may still be reading. */

import { SO_LINGER, SOL_SOCKET, type Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  const reset = () => {
    connection.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    connection.close();
  };
  const timer = setTimeout(reset, patience);
  try {
    connection.closeWrite();
    while ((await connection.recv()).length > 0);
  } catch {
    // The peer has vanished, or patience has run out.
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
