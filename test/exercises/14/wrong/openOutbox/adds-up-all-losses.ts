/** Says how many lines were lost from the beginning on. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  all = 0;
  override note(): Buffer {
    this.all += this.lost;
    this.lost = 0;
    return Buffer.from(`* ${this.all} lost\n`);
  }
}

export const openOutbox = outboxAnswer(Wrong);
