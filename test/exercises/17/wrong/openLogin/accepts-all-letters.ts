/** Takes letters that are not ASCII. */

import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override isPrintable(line: string): boolean {
    return !/[^ -~\u00a1-\u00ff]/.test(line);
  }
}

export const openLogin = loginAnswer(Wrong);
