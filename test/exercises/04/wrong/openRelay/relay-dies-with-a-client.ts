/** Handles a target that is not there, and no client that vanishes. */

import type { Socket } from 'wirebook';
import { Relay, relayAnswer } from '../../relay.ts';

class Fragile extends Relay {
  override async welcome(client: Socket): Promise<void> {
    this.serve(client).catch((error) => {
      this.listener.close();
      void error;
    });
  }

  override async talk(client: Socket, server: Socket): Promise<void> {
    await super.talk(client, server).catch(() => this.listener.close());
  }
}

export const openRelay = relayAnswer(Fragile);
