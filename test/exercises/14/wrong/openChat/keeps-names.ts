/** Never gives a name free. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override isFree(name: string): boolean {
    if (this.used.has(name) || !this.isName(name)) return false;
    this.used.add(name);
    return true;
  }
  readonly used = new Set<string>();
}

export const openChat = chatAnswer(Wrong);
