/** Waits at its end for clients that it dismisses, and not for those that have had their answer. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer, hangUp } from '../../counter.ts';

class Forgetful extends Counter {
  override async leave(client: Socket, words: string): Promise<void> {
    if (words === 'closing\n' || words === 'restarting\n') await super.leave(client, words);
    // Longer than any client needs, so that it is seen.
    else void hangUp(client, 3000);
  }
}

export const openCounter = counterAnswer(Forgetful);
