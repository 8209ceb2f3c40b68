/** Lets the timer of each line run on. */

import type { BufferedReader } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override read(reader: BufferedReader): Promise<Buffer> {
    const late = new Promise<Buffer>((_resolve, reject) => {
      const error = Object.assign(new Error('late'), { code: 'ETIMEDOUT' });
      setTimeout(() => reject(error), this.limits.deadline);
    });
    return Promise.race([reader.readUntil('\n'), late]);
  }
}

export const openServer = serverAnswer(Wrong);
