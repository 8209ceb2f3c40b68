/** Leaves the sockets of silent ports open. */

import type { Socket } from 'wirebook';
import { type PortState, Ports, portsAnswer } from '../../ports.ts';

const left: Socket[] = [];

class Wrong extends Ports {
  override close(socket: Socket, state: PortState): void {
    if (state !== 'silent') super.close(socket, state);
    else left.push(socket);
  }
}

export const portStates = portsAnswer(Wrong);
