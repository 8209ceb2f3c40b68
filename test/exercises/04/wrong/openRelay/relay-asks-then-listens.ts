/** Passes on all of the client's stream before it reads a word of the answer. */

import type { Socket } from 'wirebook';
import { Relay, relayAnswer } from '../../relay.ts';

class Asking extends Relay {
  override async talk(client: Socket, server: Socket): Promise<void> {
    await this.pass(client, { to: server, direction: '>' });
    await this.pass(server, { to: client, direction: '<' });
  }
}

export const openRelay = relayAnswer(Asking);
