/** Counts the line that is being sent. */

import { Outbox, outboxAnswer } from '../../outbox.ts';

class Wrong extends Outbox {
  override take(): Buffer | undefined {
    return this.waiting.shift();
  }
  override async sendLine(line: Buffer): Promise<void> {
    await super.sendLine(line);
    if (!String(line).endsWith(' lost\n')) this.bytes -= line.length;
  }
}

export const openOutbox = outboxAnswer(Wrong);
