/** Listens at every address of the machine. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override address(): string {
    return '0.0.0.0';
  }
}

export const openServer = serverAnswer(Wrong);
