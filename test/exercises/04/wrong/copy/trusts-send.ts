/** Believes that send takes all it is given. */

import type { Socket } from 'wirebook';

export async function copy(from: Socket, to: Socket): Promise<number> {
  let count = 0;
  for await (const piece of from) {
    await to.send(piece);
    count += piece.length;
  }
  return count;
}
