/** Shifts by 32 bits for a prefix of 0, which JavaScript does not. */

import { Chooser, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override maskOf(length: number): number {
    return (0xffff_ffff << (32 - length)) >>> 0;
  }
}

export const chooseRoute = routeAnswer(Wrong);
