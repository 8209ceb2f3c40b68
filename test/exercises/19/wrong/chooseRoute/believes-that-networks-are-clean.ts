/** Believes that the other bits of a network are 0. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override fits(route: Route, destination: string): boolean {
    if (route.to === 'default') return true;
    const network = this.numberOf(route.to.split('/')[0] ?? '');
    const own = this.numberOf(destination) & this.maskOf(this.lengthOf(route));
    return own >>> 0 === network;
  }
}

export const chooseRoute = routeAnswer(Wrong);
