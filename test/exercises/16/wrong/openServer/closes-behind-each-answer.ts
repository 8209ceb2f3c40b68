/** Closes the connection behind each answer. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override isOver(client: TcpSocket): boolean {
    return this.idle.has(client);
  }
}

export const openServer = serverAnswer(Wrong);
