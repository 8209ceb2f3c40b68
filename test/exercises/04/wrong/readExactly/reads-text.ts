/** Collects the bytes as a text. */

import type { Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  let [text, missing] = ['', length];
  while (missing > 0) {
    const piece = await socket.recv(missing);
    if (piece.length === 0) {
      if (missing === length) return undefined;
      throw new Error(`The stream ended after ${length - missing} of ${length} bytes`);
    }
    text += piece;
    missing -= piece.length;
  }
  return Buffer.from(text);
}
