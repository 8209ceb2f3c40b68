/** Lets the error of a send go uncaught, which ends the process: so it is a whole answer. */

import { Outbox, outboxAnswer } from '../outbox.ts';

class Wrong extends Outbox {
  override failed(error: unknown): void {
    throw error;
  }
}

export const openOutbox = outboxAnswer(Wrong);
export { openChat, openLocks } from '../right/plain.ts';
