/** Refuses what is just enough. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class Stingy extends Counter {
  override lastWords(client: Socket, words: string): Promise<void> {
    return super.lastWords(client, words === '100000 bytes\n' ? 'too much\n' : words);
  }
}

export const openCounter = counterAnswer(Stingy);
