/** Returns when the line was sent. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override start(): unknown {
    return this.send();
  }
}

export const openOutbox = outboxAnswer(Wrong);
