/** Listens on all addresses. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override hostOf(_host: string): string {
    return '0.0.0.0';
  }
}

export const openLive = liveAnswer(Wrong);
