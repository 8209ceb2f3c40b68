/** Answers 403 where the token is worth nothing. */

import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override act(command: string, token: string): string {
    return command === 'halt' && this.find(token) === undefined ? '403' : super.act(command, token);
  }
}

export const openLogin = loginAnswer(Wrong);
