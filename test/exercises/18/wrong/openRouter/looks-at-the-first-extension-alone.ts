/** Takes the first extension for the name. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override nameIn(hello: Buffer): string | undefined {
    let at = 4 + 2 + 32;
    at += 1 + hello.readUInt8(at);
    at += 2 + hello.readUInt16BE(at);
    at += 1 + hello.readUInt8(at) + 2;
    return hello.readUInt16BE(at) === 0 ? super.nameIn(hello) : undefined;
  }
}

export const openRouter = routerAnswer(Wrong);
