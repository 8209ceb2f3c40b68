/** Returns what came before the end, as if it were all. */

import type { Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let missing = length;
  while (missing > 0) {
    const piece = await socket.recv(missing);
    if (piece.length === 0) break;
    pieces.push(piece);
    missing -= piece.length;
  }
  return pieces.length === 0 ? undefined : Buffer.concat(pieces);
}
