/** Tries again at once, as fast as the machine allows. */

import { type Socket, TcpSocket } from 'wirebook';
import { type Limits, tryAgain } from '../../right/plain.ts';

export function waitForServer(host: string, port: number, { atMost }: Limits): Promise<Socket> {
  return tryAgain({ pause: 0, atMost }, (timeout) =>
    TcpSocket.connect({ host, port }, { timeout }),
  );
}
