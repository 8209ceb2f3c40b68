/** Passes on a long line that comes with its newline. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override refuses(): boolean {
    return false;
  }
}

export const openHub = hubAnswer(Wrong);
