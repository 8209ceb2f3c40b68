/** Frees a place at the end of a stream, and not at a reset. */

import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  #lost = 0;

  override lost(): void {
    this.#lost += 1;
  }

  override hasPlace(who: string): boolean {
    return super.hasPlace(who) && this.places.size + this.#lost < this.limits.places;
  }
}

export const openServer = serverAnswer(Wrong);
