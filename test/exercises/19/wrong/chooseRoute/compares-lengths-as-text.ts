/** Compares the lengths as texts, in which 8 comes after 24. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override isBetter(one: Route, other: Route): boolean {
    const [length, against] = [one, other].map((route) => String(this.lengthOf(route)));
    if (length === against) return one.metric < other.metric;
    return (length ?? '') > (against ?? '');
  }
}

export const chooseRoute = routeAnswer(Wrong);
