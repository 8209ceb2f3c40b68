/** Reads lines of any length. */

import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override readonly limit = 65_536;
}

export const openLogin = loginAnswer(Wrong);
