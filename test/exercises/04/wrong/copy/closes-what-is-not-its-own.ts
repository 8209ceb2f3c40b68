/** Closes both sockets when the copying ends. */

import type { Socket } from 'wirebook';
import { copy as copyAll } from '../../right/plain.ts';

export async function copy(from: Socket, to: Socket): Promise<number> {
  try {
    return await copyAll(from, to);
  } finally {
    from.close();
    to.close();
  }
}
