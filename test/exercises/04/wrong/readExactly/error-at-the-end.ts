/** Fails at the end of the stream, whether or not something is missing. */

import type { Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer> {
  return socket.recvExact(length);
}
