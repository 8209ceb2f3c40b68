/** Takes several spaces for one, and tabs too. */

import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override wordsOf(line: string): string[] {
    return line.split(/ +/);
  }
}

export const openLogin = loginAnswer(Wrong);
