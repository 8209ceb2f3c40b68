/** Closes the socket that it has read to its end. */

import type { Socket } from 'wirebook';
import { copy as pass } from '../../right/plain.ts';

export async function copy(from: Socket, to: Socket): Promise<number> {
  const count = await pass(from, to);
  from.close();
  return count;
}
