/** Sends to a member that has gone, and the accept loop ends. */

import type { Socket } from 'wirebook';
import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Fragile extends Room {
  override async say(member: Socket, line: string): Promise<void> {
    await member.sendAll(line);
  }
}

export const openRoom = roomAnswer(openServer, Fragile);
