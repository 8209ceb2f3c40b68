/** Hashes more than once for an unknown name. */

import type { TcpSocket } from 'wirebook';
import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override async logIn(name: string, password: string, client: TcpSocket): Promise<string> {
    for (let time = 0; time < 3 && !this.users.has(name); time += 1) {
      await this.derive(password, this.nobody.salt);
    }
    return await super.logIn(name, password, client);
  }
}

export const openLogin = loginAnswer(Wrong);
