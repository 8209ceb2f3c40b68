/** Starts every attempt at the same moment. */

import { TcpSocket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { patience }: Timing,
): Promise<TcpSocket> {
  const attempts = ports.map((port) => TcpSocket.connect({ host, port }, { timeout: patience }));
  const winner = await Promise.any(attempts);
  for (const attempt of attempts) {
    attempt.then(
      (socket) => socket !== winner && socket.close(),
      () => {},
    );
  }
  return winner;
}
