/** Starts its clock anew with each piece. */

import type { BufferedReader } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override async read(reader: BufferedReader): Promise<Buffer> {
    const timeout = this.limits.deadline;
    const bytes: Buffer[] = [];
    for (;;) {
      const byte = await reader.readExact(1, { timeout });
      bytes.push(byte);
      if (bytes.length > this.limits.bytes) {
        throw Object.assign(new Error('too long'), { code: 'EMSGSIZE' });
      }
      if (byte.includes('\n')) return Buffer.concat(bytes);
    }
  }
}

export const openServer = serverAnswer(Wrong);
