/** Takes the first piece for the line. */

import type { TcpSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override async readLine(client: TcpSocket): Promise<string | undefined> {
    return String(await client.recv()).trimEnd();
  }
}

export const takeOver = heirAnswer(Wrong);
