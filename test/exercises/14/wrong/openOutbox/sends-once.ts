/** Never sends again when all was sent. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override start(): unknown {
    if (this.hasSent) return undefined;
    this.hasSent = true;
    return super.start();
  }
  hasSent = false;
}

export const openOutbox = outboxAnswer(Wrong);
