/** Lets tokens live for ever. */

import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override isOver(): boolean {
    return false;
  }
}

export const openLogin = loginAnswer(Wrong);
