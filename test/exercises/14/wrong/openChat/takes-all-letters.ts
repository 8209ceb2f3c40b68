/** Takes the letters of all languages. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override isName(text: string): boolean {
    return /^[\p{L}0-9]{1,12}$/u.test(text);
  }
}

export const openChat = chatAnswer(Wrong);
