/** Gives every attempt all of the time, as if it were the first. */

import { type Socket, TcpSocket } from 'wirebook';
import { type Limits, tryAgain } from '../../right/plain.ts';

export function waitForServer(host: string, port: number, limits: Limits): Promise<Socket> {
  return tryAgain(limits, () => TcpSocket.connect({ host, port }, { timeout: limits.atMost }));
}
