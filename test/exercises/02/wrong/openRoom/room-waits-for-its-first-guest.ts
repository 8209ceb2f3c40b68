/** openRoom() waits for its accept loop, so it returns only when the room is closed. */

import { openServer } from '../../right/plain.ts';
import { Room } from '../../room.ts';

export async function openRoom(host: string, port: number): Promise<{ close(): Promise<void> }> {
  const room = new Room(openServer(host, port));
  for (let number = 1; ; number += 1) {
    const [connection, peer] = await room.listener.accept();
    await room.admit(connection, { peer, number });
  }
}
