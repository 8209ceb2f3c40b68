/** Numbers a newcomer by how many are there, not by how many came. */

import type { Addrinfo, Socket } from 'wirebook';
import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Forgetful extends Room {
  override admit(newcomer: Socket, { peer }: { readonly peer: Addrinfo }): Promise<void> {
    return super.admit(newcomer, { peer, number: this.members.size + 1 });
  }
}

export const openRoom = roomAnswer(openServer, Forgetful);
