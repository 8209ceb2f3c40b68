/** Looks at the length of a line when it is complete. */

import { BufferedReader, type TcpSocket } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override readerOf(client: TcpSocket): BufferedReader {
    return new BufferedReader(client);
  }

  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    if (line.length > this.limits.bytes) {
      throw Object.assign(new Error('too long'), { code: 'EMSGSIZE' });
    }
    await super.reply(client, line);
  }
}

export const openServer = serverAnswer(Wrong);
