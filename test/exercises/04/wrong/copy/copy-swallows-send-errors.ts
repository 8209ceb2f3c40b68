/** Takes a receiver that has gone for the end of the stream. */

import type { Socket } from 'wirebook';

export async function copy(from: Socket, to: Socket): Promise<number> {
  let count = 0;
  for await (const piece of from) {
    try {
      await to.sendAll(piece);
    } catch {
      return count;
    }
    count += piece.length;
  }
  return count;
}
