/** Waits the head start out, although the attempt has failed. */

import { setTimeout as delay } from 'node:timers/promises';
import { TcpSocket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: Timing,
): Promise<TcpSocket> {
  const losers = new AbortController();
  const attempts = ports.map(async (port, index) => {
    await delay(index * headStart, undefined, { signal: losers.signal });
    return TcpSocket.connect({ host, port }, { timeout: patience, signal: losers.signal });
  });
  const winner = await Promise.any(attempts);
  losers.abort();
  return winner;
}
