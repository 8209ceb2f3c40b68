/** Takes addresses from 128 on for negative numbers. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override fits(route: Route, destination: string): boolean {
    if (route.to === 'default') return true;
    const size = 2 ** (32 - this.lengthOf(route));
    const network = this.numberOf(route.to.split('/')[0] ?? '') | 0;
    const wanted = this.numberOf(destination) | 0;
    const first = Math.trunc(network / size) * size;
    return wanted >= first && wanted < first + size;
  }
}

export const chooseRoute = routeAnswer(Wrong);
