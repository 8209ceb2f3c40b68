/** Takes the first route that fits. */

import { Chooser, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override isBetter(): boolean {
    return false;
  }
}

export const chooseRoute = routeAnswer(Wrong);
