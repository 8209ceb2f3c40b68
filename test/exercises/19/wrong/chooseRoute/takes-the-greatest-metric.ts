/** Takes the greatest metric. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override isBetter(one: Route, other: Route): boolean {
    const more = this.lengthOf(one) - this.lengthOf(other);
    return more > 0 || (more === 0 && one.metric > other.metric);
  }
}

export const chooseRoute = routeAnswer(Wrong);
