/** Takes the first record for all of the ClientHello. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override findHello(bytes: Buffer): Buffer | undefined {
    if (bytes.length < 5) return super.findHello(bytes);
    const end = 5 + bytes.readUInt16BE(3);
    if (bytes.length < end) return super.findHello(bytes);
    return super.findHello(bytes.subarray(0, end)) ?? bytes.subarray(5, end);
  }
}

export const openRouter = routerAnswer(Wrong);
