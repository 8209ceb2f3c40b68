/** Takes a row out of the table and leaves its socket open until close(). */

import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  readonly #old: Row[] = [];
  override closeRow(row: Row): void {
    this.#old.push(row);
  }
  override async close(): Promise<void> {
    await super.close();
    for (const { outside } of this.#old) outside.close();
  }
}

export const openRelay = relayAnswer(Wrong);
