/** Takes a carriage return away that no newline follows. */

import { Clock, clockAnswer } from '../../clock.ts';

class Wrong extends Clock {
  override request(data: Buffer): string {
    return String(data)
      .replace(/[\r\n]{1,2}$/, '')
      .toUpperCase();
  }
}

export const openTimeServer = clockAnswer(Wrong);
