/** Has no limit for all together. */

import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override hasPlace(who: string): boolean {
    return this.countOf(who) < this.limits.each;
  }
}

export const openServer = serverAnswer(Wrong);
