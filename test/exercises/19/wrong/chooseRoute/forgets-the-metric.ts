/** Takes the first of several with the same length. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override isBetter(one: Route, other: Route): boolean {
    return this.lengthOf(one) > this.lengthOf(other);
  }
}

export const chooseRoute = routeAnswer(Wrong);
