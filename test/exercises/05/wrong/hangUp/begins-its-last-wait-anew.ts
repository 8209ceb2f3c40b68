/** Looks at the clock between two calls, and gives the last call the whole patience once more. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  const end = performance.now() + patience;
  try {
    connection.closeWrite();
    while (performance.now() < end) {
      const piece = await connection.recv(65_536, { timeout: patience });
      if (piece.length === 0) break;
    }
  } catch {
    // The peer has vanished, or said nothing.
  } finally {
    connection.close();
  }
}
