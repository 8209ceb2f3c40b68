/** Takes the first attempt that ends, even if it ends badly. */

import { TcpSocket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export function connectToFirst(
  host: string,
  ports: number[],
  { patience }: Timing,
): Promise<TcpSocket> {
  return Promise.race(
    ports.map((port) => TcpSocket.connect({ host, port }, { timeout: patience })),
  );
}
