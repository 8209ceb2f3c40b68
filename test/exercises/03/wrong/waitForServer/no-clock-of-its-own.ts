/** Gives each attempt a limit, and the whole none. */

import { setTimeout as delay } from 'node:timers/promises';
import { type Socket, TcpSocket } from 'wirebook';
import type { Limits } from '../../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: Limits,
): Promise<Socket> {
  for (;;) {
    try {
      return await TcpSocket.connect({ host, port }, { timeout: atMost });
    } catch {
      await delay(pause);
    }
  }
}
