/** Waits for answers also when the limit is over. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  readonly #serving: Promise<void>[] = [];

  override attend(client: TcpSocket): Promise<void> {
    const serving = super.attend(client);
    this.#serving.push(serving);
    return serving;
  }

  override async drain(limit: number): Promise<number> {
    const count = await super.drain(limit);
    await Promise.all(this.#serving);
    return count;
  }
}

export const openServer = serverAnswer(Wrong);
