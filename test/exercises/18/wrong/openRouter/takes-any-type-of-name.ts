/** Does not look at the type of the name. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override isHostName(): boolean {
    return true;
  }
}

export const openRouter = routerAnswer(Wrong);
