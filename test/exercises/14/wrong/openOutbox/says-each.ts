/** Has a note for each line that is lost. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override note(): Buffer {
    const note = Buffer.from('* 1 lost\n'.repeat(this.lost));
    this.lost = 0;
    return note;
  }
}

export const openOutbox = outboxAnswer(Wrong);
