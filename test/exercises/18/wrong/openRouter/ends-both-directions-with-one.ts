/** Ends both directions when one has ended. */

import type { TcpSocket } from 'wirebook';
import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override async join(client: TcpSocket, behind: TcpSocket): Promise<void> {
    await Promise.race([this.pass(client, behind), this.pass(behind, client)]);
  }
}

export const openRouter = routerAnswer(Wrong);
