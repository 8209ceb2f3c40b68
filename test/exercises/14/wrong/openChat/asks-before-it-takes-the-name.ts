/** Waits between the look whether a name is free and the taking. */

import { Chat, chatAnswer } from '../../chat.ts';

class Wrong extends Chat {
  override async isFree(name: string): Promise<boolean> {
    const isFree = await super.isFree(name);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return isFree;
  }
}

export const openChat = chatAnswer(Wrong);
