/** Listens at every address of the machine. */

import { Clock, clockAnswer } from '../../clock.ts';

class Wrong extends Clock {
  override address(): string {
    return '0.0.0.0';
  }
}

export const openTimeServer = clockAnswer(Wrong);
