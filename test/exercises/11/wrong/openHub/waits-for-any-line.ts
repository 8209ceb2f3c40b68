/** Waits for the end of a line, however long. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override isTooLong(): boolean {
    return false;
  }
  override refuses(): boolean {
    return false;
  }
}

export const openHub = hubAnswer(Wrong);
