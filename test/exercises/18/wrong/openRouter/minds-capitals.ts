/** Takes capitals for another name. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override toName(bytes: Buffer): string {
    return bytes.toString();
  }
}

export const openRouter = routerAnswer(Wrong);
