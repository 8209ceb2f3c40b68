/** Takes the first 1,500 bytes of an answer. */

import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async answer(row: Row, data: Buffer): Promise<void> {
    await super.answer(row, data.subarray(0, 1500));
  }
}

export const openRelay = relayAnswer(Wrong);
