/** Leaves its socket open. */

import { Clock, clockAnswer } from '../../clock.ts';

class Wrong extends Clock {
  override async close(): Promise<void> {}
}

export const openTimeServer = clockAnswer(Wrong);
