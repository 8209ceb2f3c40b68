/** Throws lines away for which there is no room. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override overflow(): void {}
}

export const openHub = hubAnswer(Wrong);
