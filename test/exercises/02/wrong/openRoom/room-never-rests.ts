/** Says goodbye, but its listener stays open. */

import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Restless extends Room {
  override async rest(): Promise<void> {}
}

export const openRoom = roomAnswer(openServer, Restless);
