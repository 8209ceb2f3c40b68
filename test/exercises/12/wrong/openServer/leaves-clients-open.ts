/** Does not end the connection behind its answer. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async end(client: TcpSocket): Promise<void> {
    while ((await client.recv()).length > 0);
  }
}

export const openServer = serverAnswer(Wrong);
