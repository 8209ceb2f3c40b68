/** Keeps the other connection when one is reset. */

import type { TcpSocket } from 'wirebook';
import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override async join(client: TcpSocket, behind: TcpSocket): Promise<void> {
    await Promise.allSettled([this.pass(client, behind), this.pass(behind, client)]);
  }
}

export const openRouter = routerAnswer(Wrong);
