/** Returns before all is closed. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override async close(): Promise<void> {
    setTimeout(() => void super.close(), 50);
  }
}

export const openRouter = routerAnswer(Wrong);
