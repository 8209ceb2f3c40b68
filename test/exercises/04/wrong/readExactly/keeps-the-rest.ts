/** Reads more than it was asked for, and keeps the rest for the next call. */

import type { Socket } from 'wirebook';

const rests = new WeakMap<Socket, Buffer>();

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  let bytes = rests.get(socket) ?? Buffer.alloc(0);
  while (bytes.length < length) {
    const piece = await socket.recv();
    if (piece.length === 0) {
      if (bytes.length === 0) return undefined;
      throw new Error(`The stream ended after ${bytes.length} of ${length} bytes`);
    }
    bytes = Buffer.concat([bytes, piece]);
  }
  rests.set(socket, bytes.subarray(length));
  return bytes.subarray(0, length);
}
