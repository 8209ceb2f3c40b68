/** Waits for a ClientHello of up to 65535 bytes. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override readonly limit = 65535;
}

export const openRouter = routerAnswer(Wrong);
