/** Greets the newcomer, and tells nobody. */

import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Silent extends Room {
  override async tellAll(line: string): Promise<void> {
    if (line === 'Closing\n') await super.tellAll(line);
  }
}

export const openRoom = roomAnswer(openServer, Silent);
