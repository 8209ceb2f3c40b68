/** Tells who sends too much, and closes at once. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class Rude extends Counter {
  override async leave(client: Socket, words: string): Promise<void> {
    if (words === 'too much\n') client.close();
    else await super.leave(client, words);
  }
}

export const openCounter = counterAnswer(Rude);
