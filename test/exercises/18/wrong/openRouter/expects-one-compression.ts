/** Takes one method of compression for granted. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override nameIn(hello: Buffer): string | undefined {
    let at = 4 + 2 + 32;
    at += 1 + hello.readUInt8(at);
    at += 2 + hello.readUInt16BE(at);
    const rest = hello.subarray(at + 2);
    return super.nameIn(Buffer.concat([hello.subarray(0, at), Buffer.from([0]), rest]));
  }
}

export const openRouter = routerAnswer(Wrong);
