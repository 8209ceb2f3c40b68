/** Lets close() wait until the clients have gone. */

import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override closeClients(): void {}
}

export const openServer = serverAnswer(Wrong);
