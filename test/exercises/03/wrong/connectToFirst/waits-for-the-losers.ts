/** Returns when every attempt has come to its end. */

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
    const attempt = TcpSocket.connect({ host, port }, { timeout: patience });
    attempts.push(attempt);
    const isOver = attempt.then(
      () => true,
      () => false,
    );
    if (await Promise.race([isOver, delay(headStart, false)])) break;
  }
  await Promise.allSettled(attempts);
  return Promise.any(attempts);
}
