/** Stops bringing answers back when it was refused. */

import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async carryBack(row: Row): Promise<void> {
    for (;;) {
      const answer = await row.outside.recv(65_507);
      this.touchBack(row);
      await this.answer(row, answer);
    }
  }
}

export const openRelay = relayAnswer(Wrong);
