/** Closes the client's connection, and forgets the one to the target. */

import type { Socket } from 'wirebook';
import { Relay, relayAnswer } from '../../relay.ts';

class Leaky extends Relay {
  override part(client: Socket): void {
    client.close();
    this.open.delete(client);
  }
}

export const openRelay = relayAnswer(Leaky);
