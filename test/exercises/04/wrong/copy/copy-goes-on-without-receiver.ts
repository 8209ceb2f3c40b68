/** Ignores that the receiver has gone, and counts on. */

import type { Socket } from 'wirebook';

export async function copy(from: Socket, to: Socket): Promise<number> {
  let count = 0;
  for await (const piece of from) {
    await to.sendAll(piece).catch(() => {});
    count += piece.length;
  }
  return count;
}
