/** Makes a new socket for each attempt, and leaves the old ones open. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { codeOf, type Limits } from '../right/plain.ts';

export { connectToFirst, knock } from '../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: Limits,
): Promise<Socket> {
  const end = performance.now() + atMost;
  for (;;) {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    try {
      await socket.connect(Addrinfo.tcp(host, port), { timeout: end - performance.now() });
      return socket;
    } catch (error) {
      if (codeOf(error) !== 'ECONNREFUSED' || performance.now() + pause >= end) throw error;
    }
    await delay(pause);
  }
}
