/** Takes a reset for the end of the stream. */

import type { Socket } from 'wirebook';

export async function copy(from: Socket, to: Socket): Promise<number> {
  let count = 0;
  try {
    for await (const piece of from) {
      await to.sendAll(piece);
      count += piece.length;
    }
  } catch {
    // Whatever it was, nothing more will come.
  }
  return count;
}
