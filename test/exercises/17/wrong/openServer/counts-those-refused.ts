/** Lets a refused client keep a place. */

import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override hasPlace(who: string): boolean {
    if (super.hasPlace(who)) return true;
    this.#refused += 1;
    return false;
  }

  #refused = 0;

  override countOf(who: string): number {
    return super.countOf(who) + this.#refused;
  }
}

export const openServer = serverAnswer(Wrong);
