/** Has room for 64 bytes, and drops what does not fit. */

import type { Socket } from 'wirebook';
import { readExactly as read } from '../../right/plain.ts';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  return (await read(socket, length))?.subarray(0, 64);
}
