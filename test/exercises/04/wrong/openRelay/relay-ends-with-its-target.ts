/** Lets the failure of one client end the loop that accepts the others. */

import { AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { Relay, relayAnswer } from '../../relay.ts';

class Fragile extends Relay {
  override async welcome(client: Socket): Promise<void> {
    const server = new Socket(AF_INET, SOCK_STREAM);
    this.open.add(client).add(server);
    await this.connect(server);
    this.talk(client, server).then(
      () => this.part(client, server),
      () => this.part(client, server),
    );
  }
}

export const openRelay = relayAnswer(Fragile);
