/** Allows a line one byte too long. */

import { BufferedReader, type TcpSocket } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override readerOf(client: TcpSocket): BufferedReader {
    return new BufferedReader(client, { limit: this.limits.bytes + 1 });
  }
}

export const openServer = serverAnswer(Wrong);
