/** Gives up too early. */

import type { Addrinfo, Socket } from 'wirebook';
import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override async connect(socket: Socket, to: Addrinfo, timeout: number): Promise<void> {
    await super.connect(socket, to, timeout / 2);
  }
}

export const probe = proberAnswer(Wrong);
