/** Closes the connections of a restart instead of hanging up. */

import type { Socket } from 'wirebook';
import { Counter, counterAnswer } from '../../counter.ts';

class Hasty extends Counter {
  override async leave(client: Socket, words: string): Promise<void> {
    if (words === 'restarting\n') client.close();
    else await super.leave(client, words);
  }
}

export const openCounter = counterAnswer(Hasty);
