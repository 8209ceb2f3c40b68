/** Lets the library's recvExact do the work. */

import { EndOfStreamError, type Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  try {
    return await socket.recvExact(length);
  } catch (error) {
    if (error instanceof EndOfStreamError && error.received.length === 0) return undefined;
    throw error;
  }
}
