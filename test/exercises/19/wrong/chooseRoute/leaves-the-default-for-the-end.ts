/** Takes the route called default only where no other fits, and last of its length. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override isBetter(one: Route, other: Route): boolean {
    if (one.to === 'default') return false;
    return other.to === 'default' || super.isBetter(one, other);
  }
}

export const chooseRoute = routeAnswer(Wrong);
