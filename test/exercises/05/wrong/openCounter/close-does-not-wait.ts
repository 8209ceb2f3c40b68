/** Says that all is closed while clients are still being hung up on. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer, hangUp } from '../../counter.ts';

class Hasty extends Counter {
  override async dismiss(words: string): Promise<void> {
    const dismissed = super.dismiss(words);
    if (words !== 'closing\n') await dismissed;
  }

  override async leave(client: Socket, words: string): Promise<void> {
    // More patience than anybody needs, so that it is seen.
    if (words === 'closing\n') await hangUp(client, 5000);
    else await super.leave(client, words);
  }
}

export const openCounter = counterAnswer(Hasty);
