/** Serves the second client when the first has ended. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class OneByOne extends Counter {
  override async welcome(client: Socket): Promise<void> {
    await this.serve(client);
  }
}

export const openCounter = counterAnswer(OneByOne);
