/** Does not pass the end of a direction on. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override passEnd(): void {}
}

export const openRouter = routerAnswer(Wrong);
