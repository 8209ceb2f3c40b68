/** Closes its sockets when it has returned. */

import type { Socket } from 'wirebook';
import { Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override close(socket: Socket): void {
    setTimeout(() => socket.close(), 1000);
  }
}

export const portStates = portsAnswer(Wrong);
