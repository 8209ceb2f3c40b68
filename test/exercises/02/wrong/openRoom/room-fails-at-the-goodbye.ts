/** Says goodbye without catching the error of a member who has gone. */

import type { Socket } from 'wirebook';
import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Careless extends Room {
  override async dismiss(): Promise<void> {
    for (const member of this.members) await this.#goodbye(member);
    this.members.clear();
  }

  async #goodbye(member: Socket): Promise<void> {
    await member.sendAll('Closing\n');
    member.close();
  }
}

export const openRoom = roomAnswer(openServer, Careless);
