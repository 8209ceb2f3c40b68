/** Serves one client after another. */

import type { TcpSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override async welcome(client: TcpSocket): Promise<void> {
    await this.attend(client);
  }
}

export const takeOver = heirAnswer(Wrong);
