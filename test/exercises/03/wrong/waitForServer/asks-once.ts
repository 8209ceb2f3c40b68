/** Takes the first refusal for an answer. */

import type { Socket } from 'wirebook';
import { TcpSocket } from 'wirebook';

export function waitForServer(
  host: string,
  port: number,
  { atMost }: { readonly atMost: number },
): Promise<Socket> {
  return TcpSocket.connect({ host, port }, { timeout: atMost });
}
