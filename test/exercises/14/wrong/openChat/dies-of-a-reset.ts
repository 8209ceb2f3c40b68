/** Ends for all when one is reset. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override lost(): void {
    void this.close();
  }
}

export const openChat = chatAnswer(Wrong);
