/** Looks for the row, waits, and only then notes the new one. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Addrinfo } from '../../../../../lib/socket/index.ts';
import { RelayServer, type Row, relayAnswer } from '../../relay.ts';

class Wrong extends RelayServer {
  override async openRow(client: Addrinfo): Promise<Row> {
    const row = { client, outside: this.bindOutside(), timer: this.startTimer(client) };
    await this.aim(row.outside);
    await delay(20);
    this.rows.set(this.keyOf(client), row);
    this.carryBack(row).catch(() => {});
    return row;
  }

  override async serve(): Promise<void> {
    while (!this.door.isClosed) {
      const [data, client] = await this.door.recvFrom(65_507);
      if (client !== undefined) this.pass(data, client).catch(() => {});
    }
  }
}

export const openRelay = relayAnswer(Wrong);
