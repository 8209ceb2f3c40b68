/** Tries again at once, as often as it can. */

import { type Socket, TcpSocket } from 'wirebook';
import { codeOf, type Limits } from '../right/plain.ts';

export { connectToFirst, knock } from '../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { atMost }: Limits,
): Promise<Socket> {
  const end = performance.now() + atMost;
  for (;;) {
    try {
      return await TcpSocket.connect(
        { host, port },
        { timeout: Math.max(1, end - performance.now()) },
      );
    } catch (error) {
      if (codeOf(error) !== 'ECONNREFUSED' || performance.now() >= end) throw error;
    }
  }
}
