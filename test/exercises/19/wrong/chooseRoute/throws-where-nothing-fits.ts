/** Fails where no route fits. */

import { Chooser, type Route, routeAnswer } from '../../route.ts';

class Wrong extends Chooser {
  override choose(routes: readonly Route[], destination: string): string | undefined {
    const via = super.choose(routes, destination);
    if (via === undefined) throw new Error('network is unreachable');
    return via;
  }
}

export const chooseRoute = routeAnswer(Wrong);
