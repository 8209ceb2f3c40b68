/** Returns the winner, and lets the others go on. */

import { setTimeout as delay } from 'node:timers/promises';
import { TcpSocket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: Timing,
): Promise<TcpSocket> {
  const attempts: Promise<TcpSocket>[] = [];
  for (const port of ports) {
    const attempt = TcpSocket.connect({ host, port }, { timeout: 60 * patience });
    attempts.push(attempt);
    const winner = Promise.any(attempts).catch(() => undefined);
    const won = await Promise.race([winner, delay(headStart)]);
    if (won !== undefined) return won;
  }
  return Promise.any(attempts);
}
