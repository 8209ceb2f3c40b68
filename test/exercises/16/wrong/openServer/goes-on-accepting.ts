/** Accepts on while it drains. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async closeServer(): Promise<void> {}

  override async drain(limit: number): Promise<number> {
    const count = await super.drain(limit);
    this.server.close();
    return count;
  }
}

export const openServer = serverAnswer(Wrong);
