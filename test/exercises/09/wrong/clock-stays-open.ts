/** Leaves its socket open. */

import { Clock, clockAnswer } from '../clock.ts';

export { ask, openFileServer } from '../right/plain.ts';

class Wrong extends Clock {
  override async close(): Promise<void> {}
}

export const openTimeServer = clockAnswer(Wrong);
