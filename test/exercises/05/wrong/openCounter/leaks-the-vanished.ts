/** Forgets to close a client that has vanished. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class Leaky extends Counter {
  override vanished(client: Socket): void {
    this.sending.delete(client);
  }
}

export const openCounter = counterAnswer(Leaky);
