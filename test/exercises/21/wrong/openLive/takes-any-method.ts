/** Answers POST by the page. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override isForPage(head: string): boolean {
    return head.split(' ')[1] === '/';
  }
}

export const openLive = liveAnswer(Wrong);
