/** Uses one round of SHA-256. */

import { createHash } from 'node:crypto';
import { LoginServer, loginAnswer } from '../../login.ts';

class Wrong extends LoginServer {
  override async derive(password: string, salt: Buffer): Promise<Buffer> {
    return createHash('sha256').update(salt).update(password).digest();
  }
}

export const openLogin = loginAnswer(Wrong);
