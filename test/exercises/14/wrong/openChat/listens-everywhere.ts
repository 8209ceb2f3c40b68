/** Listens at every address. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override address(): string {
    return '0.0.0.0';
  }
}

export const openChat = chatAnswer(Wrong);
