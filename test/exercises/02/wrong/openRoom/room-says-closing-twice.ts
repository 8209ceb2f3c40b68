/** Says the last words twice. */

import { openServer } from '../../right/plain.ts';
import { Room, roomAnswer } from '../../room.ts';

class Insistent extends Room {
  override async dismiss(): Promise<void> {
    await this.tellAll('Closing\n');
    await super.dismiss();
  }
}

export const openRoom = roomAnswer(openServer, Insistent);
