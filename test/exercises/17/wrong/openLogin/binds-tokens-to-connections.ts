/** Revokes the tokens of a connection with it. */

import type { TcpSocket } from 'wirebook';
import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  readonly #given = new Map<TcpSocket, string[]>();

  override issue(name: string, client: TcpSocket): string {
    const token = super.issue(name, client);
    this.#given.set(client, [...(this.#given.get(client) ?? []), token]);
    return token;
  }

  override hasLeft(client: TcpSocket): void {
    for (const token of this.#given.get(client) ?? []) this.sessions.delete(this.idOf(token));
    super.hasLeft(client);
  }
}

export const openLogin = loginAnswer(Wrong);
