/** Hands on the end of one side, and then waits for the end of the other. */

import type { Socket } from 'wirebook';
import { type Direction, Relay, relayAnswer } from '../../relay.ts';

class Polite extends Relay {
  override async talk(client: Socket, server: Socket): Promise<void> {
    const there = this.passAll(client, { to: server, direction: '>' });
    await Promise.all([there, this.passAll(server, { to: client, direction: '<' })]);
  }

  async passAll(
    from: Socket,
    way: { readonly to: Socket; readonly direction: Direction },
  ): Promise<void> {
    await this.pass(from, way);
    way.to.closeWrite();
  }
}

export const openRelay = relayAnswer(Polite);
