/** Looks at the clock only before an attempt: a long pause takes it beyond the end. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { codeOf, type Limits } from '../../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: Limits,
): Promise<Socket> {
  const end = performance.now() + atMost;
  let last: unknown;
  while (performance.now() < end) {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    try {
      const timeout = Math.max(1, end - performance.now());
      await socket.connect(Addrinfo.tcp(host, port), { timeout });
      return socket;
    } catch (error) {
      socket.close();
      last = error;
      if (codeOf(error) !== 'ECONNREFUSED') throw error;
    }
    await delay(pause);
  }
  throw last;
}
