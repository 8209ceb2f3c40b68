/** Sends lines to all rooms. */

import { Chat, chatAnswer, type Member } from '../../chat.ts';

class Wrong extends Chat {
  override hears(other: Member, speaker: Member): boolean {
    return other !== speaker;
  }
}

export const openChat = chatAnswer(Wrong);
