/** Rounds a prefix down to whole bytes. */

import { Chooser, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override maskOf(length: number): number {
    return super.maskOf(8 * Math.floor(length / 8));
  }
}

export const chooseRoute = routeAnswer(Wrong);
