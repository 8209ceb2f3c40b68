/** Takes one piece of either side for all that is said. */

import type { Socket } from 'wirebook';
import { type Direction, Relay, relayAnswer } from '../../relay.ts';

class Curt extends Relay {
  override async pass(
    from: Socket,
    { to, direction }: { readonly to: Socket; readonly direction: Direction },
  ): Promise<void> {
    const piece = await from.recv();
    this.overhear(direction, piece);
    await this.send(to, piece);
  }
}

export const openRelay = relayAnswer(Curt);
