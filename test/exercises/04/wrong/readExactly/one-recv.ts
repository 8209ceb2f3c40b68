/** Trusts one recv to return all that was asked for. */

import type { Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  const piece = await socket.recv(length);
  if (piece.length === 0) return undefined;
  if (piece.length < length) throw new Error(`${piece.length} of ${length} bytes`);
  return piece;
}
