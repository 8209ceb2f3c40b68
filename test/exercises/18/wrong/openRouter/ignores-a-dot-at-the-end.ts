/** Ignores a dot at the end of a name. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override toName(bytes: Buffer): string {
    return super.toName(bytes).replace(/[.]$/, '');
  }
}

export const openRouter = routerAnswer(Wrong);
