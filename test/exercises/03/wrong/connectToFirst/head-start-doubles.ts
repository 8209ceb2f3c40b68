/** Doubles the head start from attempt to attempt. */

import { setTimeout as delay } from 'node:timers/promises';
import { type Socket, TcpSocket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: Timing,
): Promise<Socket> {
  const losers = new AbortController();
  const attempts: Promise<TcpSocket>[] = [];
  let wait = headStart;
  let last: unknown;
  for (const port of ports) {
    const attempt = TcpSocket.connect({ host, port }, { timeout: patience, signal: losers.signal });
    attempts.push(attempt);
    const failed = attempt.then(
      () => {},
      (error) => {
        last = error;
      },
    );
    const isWon = Promise.any(attempts).then(
      () => true,
      () => false,
    );
    const clock = new AbortController();
    const start = delay(wait, undefined, { signal: clock.signal }).catch(() => {});
    const won = await Promise.race([isWon, Promise.race([failed, start]).then(() => false)]);
    clock.abort();
    wait *= 2;
    if (won) break;
  }
  try {
    const winner = await Promise.any(attempts);
    losers.abort();
    return winner;
  } catch {
    throw last;
  }
}
