/** Loses one line, whatever the size of the new one. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override put(text: string): unknown {
    const line = this.encode(text);
    if (this.isFull(line)) this.lose();
    this.add(line);
    return this.isSending ? undefined : this.start();
  }
}

export const openOutbox = outboxAnswer(Wrong);
