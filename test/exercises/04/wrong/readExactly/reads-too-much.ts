/** Receives whatever is there, and throws away what was not asked for. */

import type { Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  let data = Buffer.alloc(0);
  while (data.length < length) {
    const piece = await socket.recv();
    if (piece.length === 0 && data.length === 0) return undefined;
    if (piece.length === 0) throw new Error(`${data.length} of ${length} bytes`);
    data = Buffer.concat([data, piece]);
  }
  return data.subarray(0, length);
}
