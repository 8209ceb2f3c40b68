/** Loses one line more than it must. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override lose(): void {
    super.lose();
    if (this.waiting.length > 0) super.lose();
  }
}

export const openOutbox = outboxAnswer(Wrong);
