/** Forgets to close a client that has vanished. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../counter.ts';

export { hangUp, readToTheEnd } from '../right/plain.ts';

/** Kept from the collector, which would close at some time what was forgotten. */
const forgotten: Socket[] = [];

class Leaky extends Counter {
  override vanished(client: Socket): void {
    this.sending.delete(client);
    forgotten.push(client);
  }
}

export const openCounter = counterAnswer(Leaky);
