/** Makes tokens of a counter. */

import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  #count = 0;

  override secret(): Buffer {
    this.#count += 1;
    return Buffer.from(this.#count.toString(16).padStart(64, '0'), 'hex');
  }

  override idOf(token: string): string {
    return token;
  }
}

export const openLogin = loginAnswer(Wrong);
