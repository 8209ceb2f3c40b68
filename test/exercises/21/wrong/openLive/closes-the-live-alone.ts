/** Closes those who are live, and no others. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override async close(): Promise<void> {
    this.server.close();
    for (const client of this.live) client.close();
    await this.accepting;
  }
}

export const openLive = liveAnswer(Wrong);
