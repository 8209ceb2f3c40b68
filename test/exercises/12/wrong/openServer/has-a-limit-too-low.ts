/** Does not count the newline, and refuses a line of 100 bytes. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override readonly longest: number = 99;
}

export const openServer = serverAnswer(Wrong);
