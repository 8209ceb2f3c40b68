/** Closes the pool, which is not its own, when it is closed. */

import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async close(): Promise<void> {
    const pool: { close?: () => Promise<void> } = this.pool;
    await pool.close?.();
    await super.close();
  }
}

export const openServer = serverAnswer(Wrong);
