/** Closes as soon as the client has ended its stream. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async answerTo(line: Buffer, client: TcpSocket): Promise<string> {
    const leaves = async () => {
      while ((await client.recv()).length > 0);
      throw new Error('It has left');
    };
    return Promise.race([super.answerTo(line, client), leaves()]);
  }

  override async end(client: TcpSocket): Promise<void> {
    client.closeWrite();
  }
}

export const openServer = serverAnswer(Wrong);
