/** Lets any number of bytes wait. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override isFull(): boolean {
    return false;
  }
}

export const openHub = hubAnswer(Wrong);
