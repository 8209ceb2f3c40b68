/** Takes the first piece for all of the ClientHello. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override findHello(bytes: Buffer): Buffer | undefined {
    return super.findHello(bytes) ?? this.isNone('cut');
  }
}

export const openRouter = routerAnswer(Wrong);
