/** Collects the whole stream before it sends any of it. */

import type { Socket } from 'wirebook';

export async function copy(from: Socket, to: Socket): Promise<number> {
  const pieces: Buffer[] = [];
  for await (const piece of from) pieces.push(piece);
  const data = Buffer.concat(pieces);
  await to.sendAll(data);
  return data.length;
}
