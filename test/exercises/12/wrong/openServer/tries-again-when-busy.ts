/** Asks the pool again until it has room. */

import { setTimeout as delay } from 'node:timers/promises';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async failed(error: unknown, line: Buffer): Promise<string> {
    if (Object(error).code !== 'EBUSY') return 'failed';
    await delay(20);
    return await this.pool.run(this.jobOf(line)).catch((again) => this.failed(again, line));
  }
}

export const openServer = serverAnswer(Wrong);
