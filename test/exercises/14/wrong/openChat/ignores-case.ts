/** Takes Ann for ann. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override isFree(name: string): boolean {
    return (
      this.isName(name) &&
      ![...this.members.keys()].some((each) => each.toLowerCase() === name.toLowerCase())
    );
  }
}

export const openChat = chatAnswer(Wrong);
