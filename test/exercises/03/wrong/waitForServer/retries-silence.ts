/** Gives each attempt a quarter of the time, and tries again after silence too. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { Limits } from '../../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: Limits,
): Promise<Socket> {
  const end = performance.now() + atMost;
  for (;;) {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    try {
      const timeout = Math.max(1, Math.min(atMost / 4, end - performance.now()));
      await socket.connect(Addrinfo.tcp(host, port), { timeout });
      return socket;
    } catch (error) {
      socket.close();
      if (performance.now() + pause >= end) throw error;
    }
    await delay(pause);
  }
}
