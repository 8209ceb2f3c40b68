/** Leaves clients open at close that wait for an answer. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  readonly #waiting = new Set<TcpSocket>();

  override async answerTo(line: Buffer, client: TcpSocket): Promise<string> {
    this.#waiting.add(client);
    const answer = await super.answerTo(line, client);
    this.#waiting.delete(client);
    return answer;
  }

  override closeClients(): void {
    for (const client of this.clients) if (!this.#waiting.has(client)) client.close();
  }
}

export const openServer = serverAnswer(Wrong);
