/** Says goodbye to one client after another, each with the whole patience. */

import { Counter, counterAnswer } from '../../counter.ts';

class InTurn extends Counter {
  override async dismiss(words: string): Promise<void> {
    for (const client of [...this.sending]) await this.lastWords(client, words);
    await super.dismiss(words);
  }
}

export const openCounter = counterAnswer(InTurn);
