/** Leaves the sockets of closed ports open. */

import type { Socket } from 'wirebook';
import { type PortState, Ports, portsAnswer } from '../../ports.ts';

const left: Socket[] = [];

class Wrong extends Ports {
  override close(socket: Socket, state: PortState): void {
    if (state !== 'closed') super.close(socket, state);
    else left.push(socket);
  }
}

export const portStates = portsAnswer(Wrong);
