/** Stops listening, and leaves its clients where they are. */

import { Counter, counterAnswer } from '../../counter.ts';

class Forgetful extends Counter {
  override async dismiss(words: string): Promise<void> {
    if (words !== 'closing\n') await super.dismiss(words);
  }
}

export const openCounter = counterAnswer(Forgetful);
