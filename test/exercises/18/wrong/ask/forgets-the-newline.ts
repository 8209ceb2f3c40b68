/** Sends the question without a newline. */

import type { TLSSocket } from 'node:tls';
import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override say(client: TLSSocket, question: string): void {
    client.write(question);
  }
}

export const ask = askAnswer(Wrong);
