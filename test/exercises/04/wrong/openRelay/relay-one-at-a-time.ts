/** Serves a client to its end before it accepts the next. */

import type { Socket } from 'wirebook';
import { Relay, relayAnswer } from '../../relay.ts';

class OneByOne extends Relay {
  override async welcome(client: Socket): Promise<void> {
    await this.serve(client);
  }
}

export const openRelay = relayAnswer(OneByOne);
