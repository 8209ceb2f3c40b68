/** Revokes the earlier token of a user at a login. */

import type { TcpSocket } from 'wirebook';
import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override issue(name: string, client: TcpSocket): string {
    for (const [id, session] of this.sessions) if (session.name === name) this.sessions.delete(id);
    return super.issue(name, client);
  }
}

export const openLogin = loginAnswer(Wrong);
