/** Gives every attempt all of the time, as if it were the first. */

import { setTimeout as delay } from 'node:timers/promises';
import { type Socket, TcpSocket } from 'wirebook';
import { codeOf, type Limits } from '../right/plain.ts';

export { connectToFirst, knock } from '../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: Limits,
): Promise<Socket> {
  const end = performance.now() + atMost;
  for (;;) {
    try {
      return await TcpSocket.connect({ host, port }, { timeout: atMost });
    } catch (error) {
      if (codeOf(error) !== 'ECONNREFUSED' || performance.now() + pause >= end) throw error;
    }
    await delay(pause);
  }
}
