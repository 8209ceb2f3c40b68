/** Serves a client when the one before has gone. */

import { liveAnswer, PushServer } from '../../live.ts';

class Wrong extends PushServer {
  override async acceptAll(): Promise<void> {
    for await (const client of this.server) {
      this.open.add(client);
      await this.serve(client).catch(() => {});
      this.leave(client);
    }
  }
}

export const openLive = liveAnswer(Wrong);
