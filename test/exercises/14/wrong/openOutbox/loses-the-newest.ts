/** Loses the line that comes. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override put(text: string): unknown {
    if (!this.isFull(this.encode(text))) return super.put(text);
    this.lost += 1;
    return undefined;
  }
}

export const openOutbox = outboxAnswer(Wrong);
