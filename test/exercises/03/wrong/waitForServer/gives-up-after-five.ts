/** Counts its attempts instead of the time. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { codeOf, type Limits } from '../../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: Limits,
): Promise<Socket> {
  const end = performance.now() + atMost;
  for (let attempt = 1; ; attempt += 1) {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    try {
      const timeout = Math.max(1, end - performance.now());
      await socket.connect(Addrinfo.tcp(host, port), { timeout });
      return socket;
    } catch (error) {
      socket.close();
      const isOver = attempt === 5 || performance.now() + pause >= end;
      if (codeOf(error) !== 'ECONNREFUSED' || isOver) throw error;
    }
    await delay(pause);
  }
}
