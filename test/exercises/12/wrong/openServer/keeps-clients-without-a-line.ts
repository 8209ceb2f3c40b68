/** Leaves a client open that ended before its newline. */

import type { TcpSocket } from 'wirebook';
import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override done(client: TcpSocket): void {
    if (this.#hasLine.has(client)) super.done(client);
  }

  readonly #hasLine = new Set<TcpSocket>();

  override async withoutLine(client: TcpSocket): Promise<void> {
    this.#hasLine.delete(client);
  }

  override async readLine(client: TcpSocket): Promise<Line> {
    this.#hasLine.add(client);
    return super.readLine(client);
  }
}

export const openServer = serverAnswer(Wrong);
