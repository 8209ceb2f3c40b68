/** Says how many are lost when all others are sent. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override next(): Buffer | undefined {
    return this.take() ?? (this.lost > 0 ? this.note() : undefined);
  }
}

export const openOutbox = outboxAnswer(Wrong);
