/** Remembers a line more. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override remember(room: string, text: string): void {
    this.said.set(room, [...(this.said.get(room) ?? []), text].slice(-this.options.history - 1));
  }
}

export const openChat = chatAnswer(Wrong);
