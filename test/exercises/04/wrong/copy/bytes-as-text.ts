/** Takes every stream for text. */

import type { Socket } from 'wirebook';

export async function copy(from: Socket, to: Socket): Promise<number> {
  let count = 0;
  for await (const piece of from) {
    await to.sendAll(piece.toString('utf8'));
    count += piece.length;
  }
  return count;
}
