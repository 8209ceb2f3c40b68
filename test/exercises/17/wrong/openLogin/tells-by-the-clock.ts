/** Refuses an unknown name without a hash. */

import type { TcpSocket } from 'wirebook';
import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override async logIn(name: string, password: string, client: TcpSocket): Promise<string> {
    if (!this.users.has(name)) return '401';
    return await super.logIn(name, password, client);
  }
}

export const openLogin = loginAnswer(Wrong);
