/** Compares the first half of a token, from its second digit on. */

import { LoginServer, loginAnswer, type Session } from '../../login.ts';

class Wrong extends LoginServer {
  override idOf(token: string): string {
    return token.slice(1, 33);
  }

  override find(token: string): Session | undefined {
    const session = this.sessions.get(this.idOf(token));
    return session === undefined || this.isOver(session) ? undefined : session;
  }
}

export const openLogin = loginAnswer(Wrong);
