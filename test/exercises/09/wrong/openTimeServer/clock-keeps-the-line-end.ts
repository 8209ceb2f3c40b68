/** Looks the datagram up as it came. */

import { Clock, clockAnswer } from '../../clock.ts';

class Wrong extends Clock {
  override request(data: Buffer): string {
    return String(data).toUpperCase();
  }
}

export const openTimeServer = clockAnswer(Wrong);
