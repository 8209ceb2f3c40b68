/** Has no room for a line that fills the limit. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override isFull(line: Buffer): boolean {
    return this.waiting.length > 0 && this.bytes + line.length >= this.limit;
  }
}

export const openOutbox = outboxAnswer(Wrong);
