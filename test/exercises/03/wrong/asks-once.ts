/** Takes the first refusal for an answer. */

import type { Socket } from 'wirebook';
import { TcpSocket } from 'wirebook';

export { connectToFirst, knock } from '../right/plain.ts';

export function waitForServer(
  host: string,
  port: number,
  { atMost }: { readonly atMost: number },
): Promise<Socket> {
  return TcpSocket.connect({ host, port }, { timeout: atMost });
}
