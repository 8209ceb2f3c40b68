/** Begins the second attempt when the first has failed, and not before. */

import { TcpSocket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { patience }: Timing,
): Promise<TcpSocket> {
  let last: unknown;
  for (const port of ports) {
    try {
      return await TcpSocket.connect({ host, port }, { timeout: patience });
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
