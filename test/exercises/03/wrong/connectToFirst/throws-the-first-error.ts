/** Throws the error of the first port in the list, whichever came last. */

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
  for (const port of ports) {
    attempts.push(TcpSocket.connect({ host, port }, { timeout: patience, signal: losers.signal }));
    const failed = attempts.at(-1)?.then(
      () => {},
      () => {},
    );
    const isWon = Promise.any(attempts).then(
      () => true,
      () => false,
    );
    const clock = new AbortController();
    const start = delay(headStart, undefined, { signal: clock.signal }).catch(() => {});
    const goOn = Promise.race([failed, start]).then(() => false);
    const won = await Promise.race([isWon, goOn]);
    clock.abort();
    if (won) break;
  }
  try {
    const winner = await Promise.any(attempts);
    losers.abort();
    return winner;
  } catch (error) {
    throw (error as AggregateError).errors[0];
  }
}
