/** close() returns at once, and says goodbye afterwards. */

import { openServer } from '../../right/plain.ts';
import { Room } from '../../room.ts';

export async function openRoom(host: string, port: number): Promise<{ close(): Promise<void> }> {
  const room = new Room(openServer(host, port));
  return {
    async close() {
      await room.rest();
      setTimeout(() => room.dismiss(), 500);
    },
  };
}
