/** Receives both directions into one and the same buffer. */

import type { Socket } from 'wirebook';
import { type Direction, Relay, relayAnswer } from '../../relay.ts';

class Thrifty extends Relay {
  readonly #room = Buffer.alloc(65_536);

  override async pass(
    from: Socket,
    { to, direction }: { readonly to: Socket; readonly direction: Direction },
  ): Promise<void> {
    for (;;) {
      const count = await from.recvInto(this.#room);
      if (count === 0) return;
      const piece = this.#room.subarray(0, count);
      this.overhear(direction, piece);
      await this.send(to, piece);
    }
  }
}

export const openRelay = relayAnswer(Thrifty);
