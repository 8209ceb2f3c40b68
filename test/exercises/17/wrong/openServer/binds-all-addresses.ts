/** Listens on every address. */

import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override address(): string {
    return '0.0.0.0';
  }
}

export const openServer = serverAnswer(Wrong);
