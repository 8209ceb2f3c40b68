/** Closes the socket to which it copied, when all is copied. */

import type { Socket } from 'wirebook';
import { copy as copyAll } from '../../right/plain.ts';

export async function copy(from: Socket, to: Socket): Promise<number> {
  const count = await copyAll(from, to);
  to.close();
  return count;
}
