/** Makes text of every piece, and bytes of it again. */

import type { Socket } from 'wirebook';
import { Relay, relayAnswer } from '../../relay.ts';

class Reader extends Relay {
  override async send(to: Socket, piece: Buffer): Promise<void> {
    await super.send(to, Buffer.from(piece.toString()));
  }
}

export const openRelay = relayAnswer(Reader);
