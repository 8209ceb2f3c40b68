/** Takes every space at both ends away. */

import { Clock, clockAnswer } from '../../clock.ts';

class Wrong extends Clock {
  override request(data: Buffer): string {
    return String(data).trim().toUpperCase();
  }
}

export const openTimeServer = clockAnswer(Wrong);
