/** Counts what was sent for ever. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override take(): Buffer | undefined {
    return this.waiting.shift();
  }
}

export const openOutbox = outboxAnswer(Wrong);
