/** Serves one client after another. */

import type { TcpSocket } from 'wirebook';
import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override async welcome(client: TcpSocket): Promise<void> {
    await super.attend(client);
  }
}

export const openRouter = routerAnswer(Wrong);
