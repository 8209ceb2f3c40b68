/** Has no time-out. */

import type { Addrinfo, Socket } from 'wirebook';
import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override async connect(socket: Socket, to: Addrinfo): Promise<void> {
    await socket.connect(to);
  }
}

export const probe = proberAnswer(Wrong);
