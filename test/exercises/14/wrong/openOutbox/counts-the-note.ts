/** Keeps room for the note. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override isFull(line: Buffer): boolean {
    const note = this.lost > 0 ? `* ${this.lost} lost\n`.length : 0;
    return this.waiting.length > 0 && this.bytes + line.length + note > this.limit;
  }
}

export const openOutbox = outboxAnswer(Wrong);
