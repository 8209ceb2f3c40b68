/** Closes the listener and takes that for the end. */

import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Forgetful extends Room {
  override async dismiss(): Promise<void> {}
}

export const openRoom = roomAnswer(openServer, Forgetful);
