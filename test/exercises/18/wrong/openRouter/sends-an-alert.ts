/** Sends an alert to those whom it cannot serve. */

import type { TcpSocket } from 'wirebook';
import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override async refuse(client: TcpSocket): Promise<void> {
    await client.sendAll(Buffer.from([21, 3, 3, 0, 2, 2, 112])).catch(() => {});
  }
}

export const openRouter = routerAnswer(Wrong);
