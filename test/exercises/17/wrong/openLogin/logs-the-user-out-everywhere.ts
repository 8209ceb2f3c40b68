/** Revokes all tokens of the user at a logout. */

import { LoginServer, loginAnswer, type Session } from '../../login.ts';

class Wrong extends LoginServer {
  override revoke(_token: string, { name }: Session): void {
    for (const [id, session] of this.sessions) if (session.name === name) this.sessions.delete(id);
  }
}

export const openLogin = loginAnswer(Wrong);
