/** Throws what no one catches when a client is reset. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async attend(client: TcpSocket): Promise<void> {
    await this.serve(client);
    this.done(client);
  }
}

export const openServer = serverAnswer(Wrong);
