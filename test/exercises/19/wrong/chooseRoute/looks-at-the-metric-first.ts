/** Lets the metric decide before the length. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override isBetter(one: Route, other: Route): boolean {
    return one.metric < other.metric || (one.metric === other.metric && super.isBetter(one, other));
  }
}

export const chooseRoute = routeAnswer(Wrong);
