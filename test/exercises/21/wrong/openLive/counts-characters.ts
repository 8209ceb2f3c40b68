/** Counts the page in characters. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override length(): number {
    return this.page.length;
  }
}

export const openLive = liveAnswer(Wrong);
