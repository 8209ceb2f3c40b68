/** Passes on the ClientHello, and loses what came with it. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override opening(bytes: Buffer, hello: Buffer): Buffer {
    return bytes.subarray(0, 5 + hello.length);
  }
}

export const openRouter = routerAnswer(Wrong);
