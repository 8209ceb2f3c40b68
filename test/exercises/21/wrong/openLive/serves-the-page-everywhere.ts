/** Answers each path by the page. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override isForPage(head: string): boolean {
    return head.startsWith('GET ');
  }
}

export const openLive = liveAnswer(Wrong);
