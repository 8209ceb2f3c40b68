/** Dismisses its clients, and never stops listening. */

import { Counter, counterAnswer } from '../../counter.ts';

class Open extends Counter {
  override async restart(): Promise<void> {
    await this.dismiss('restarting\n');
  }
}

export const openCounter = counterAnswer(Open);
