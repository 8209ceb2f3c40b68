/** Tells newcomers that they have come in themselves. */

import type { Addrinfo, Socket } from 'wirebook';
import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Talkative extends Room {
  override admit(
    newcomer: Socket,
    about: { readonly peer: Addrinfo; readonly number: number },
  ): Promise<void> {
    this.members.add(newcomer);
    return super.admit(newcomer, about);
  }
}

export const openRoom = roomAnswer(openServer, Talkative);
