/** Looks the password up among all users. */

import type { TcpSocket } from 'wirebook';
import { type Account, LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  readonly #passwords = new Set<string>();

  override async add(account: Account): Promise<void> {
    await super.add(account);
    this.#passwords.add(account.password);
  }

  override async logIn(name: string, password: string, client: TcpSocket): Promise<string> {
    await this.derive(password, this.nobody.salt);
    const isRight = this.users.has(name) && this.#passwords.has(password);
    return isRight ? `200 ${this.issue(name, client)}` : '401';
  }
}

export const openLogin = loginAnswer(Wrong);
