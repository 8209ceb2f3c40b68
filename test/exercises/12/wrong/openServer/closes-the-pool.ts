/** Closes the pool, which is not its own, when it is closed. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async close(): Promise<void> {
    const close: unknown = Reflect.get(this.pool, 'close');
    if (typeof close === 'function') await close();
    await super.close();
  }
}

export const openServer = serverAnswer(Wrong);
