/** Hangs up with close() alone: unread bytes become a reset. */

import type { Socket } from 'wirebook';

export { openCounter, readToTheEnd } from '../right/plain.ts';

export async function hangUp(connection: Socket, _patience: number): Promise<void> {
  connection.close();
}
