/** Takes a carriage return for a part of the end of a line. */

import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override textOf(line: Buffer): string {
    return line.toString('latin1').trimEnd();
  }
}

export const openLogin = loginAnswer(Wrong);
