/** Forgets a member that has gone, and its socket with it. */

import type { Socket } from 'wirebook';
import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Leaky extends Room {
  override async say(member: Socket, line: string): Promise<void> {
    await member.sendAll(line).catch(() => this.members.delete(member));
  }
}

export const openRoom = roomAnswer(openServer, Leaky);
