/** Waits on when it has found no ClientHello. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override isNone(): undefined {}
}

export const openRouter = routerAnswer(Wrong);
