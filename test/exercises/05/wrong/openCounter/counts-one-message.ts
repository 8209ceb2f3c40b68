/** Takes one read for all that a client sends. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class OneRead extends Counter {
  override async serve(client: Socket): Promise<void> {
    const { length } = await client.recv().catch(() => Buffer.alloc(0));
    await this.lastWords(client, length > 100_000 ? 'too much\n' : `${length} bytes\n`);
  }
}

export const openCounter = counterAnswer(OneRead);
