/** Counts characters in place of bytes. */

import { BufferedReader, type TcpSocket } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override readerOf(client: TcpSocket): BufferedReader {
    return new BufferedReader(client, { limit: 4 * this.limits.bytes });
  }

  override async reply(client: TcpSocket, line: Buffer): Promise<void> {
    if (String(line).length > this.limits.bytes) {
      throw Object.assign(new Error('too long'), { code: 'EMSGSIZE' });
    }
    await super.reply(client, line);
  }
}

export const openServer = serverAnswer(Wrong);
