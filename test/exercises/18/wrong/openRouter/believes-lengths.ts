/** Believes every length. */

import { Router, routerAnswer } from '../../router.ts';

class Wrong extends Router {
  override part(bytes: Buffer, start: number, length: number): Buffer {
    return bytes.subarray(start, start + length);
  }
}

export const openRouter = routerAnswer(Wrong);
