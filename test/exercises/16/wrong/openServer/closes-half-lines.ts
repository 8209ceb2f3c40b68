/** Closes connections that have not sent a whole line. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  readonly #asked = new Set<TcpSocket>();

  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    this.#asked.add(client);
    await super.reply(client, line);
    this.#asked.delete(client);
  }

  override closeIdle(): void {
    for (const client of [...this.clients]) if (!this.#asked.has(client)) this.hasLeft(client);
  }
}

export const openServer = serverAnswer(Wrong);
