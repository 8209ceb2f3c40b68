/** Counts the bytes of all clients together. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

let bytes = 0;

class Sum extends Counter {
  override async serve(client: Socket): Promise<void> {
    try {
      for await (const chunk of client) bytes += chunk.length;
    } catch {
      // Vanished, or dismissed.
    }
    await this.lastWords(client, bytes > 100_000 ? 'too much\n' : `${bytes} bytes\n`);
  }
}

export const openCounter = counterAnswer(Sum);
