/** Hangs up with close() alone: unread bytes become a reset. */

import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, _patience: number): Promise<void> {
  connection.close();
}
