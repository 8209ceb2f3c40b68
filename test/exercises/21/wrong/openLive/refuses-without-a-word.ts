/** Closes after a wrong frame without a close. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override async refuse(): Promise<void> {
    await Promise.resolve();
  }
}

export const openLive = liveAnswer(Wrong);
