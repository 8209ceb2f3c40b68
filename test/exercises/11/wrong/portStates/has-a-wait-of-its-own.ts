/** Waits 100 ms, whatever it is told. */

import { Addrinfo, type Socket } from 'wirebook';
import { Ports, portsAnswer } from '../../ports.ts';

class Wrong extends Ports {
  override async connect(socket: Socket, port: number): Promise<void> {
    await socket.connect(Addrinfo.tcp(this.host, port), { timeout: 100 });
  }
}

export const portStates = portsAnswer(Wrong);
