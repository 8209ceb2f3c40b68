/** Limits the wait by a timer that it does not clear. */

import type { Socket } from 'wirebook';
import { Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async connect(socket: Socket, port: number): Promise<void> {
    setTimeout(() => {}, this.wait);
    await super.connect(socket, port);
  }
}

export const portStates = portsAnswer(Wrong);
