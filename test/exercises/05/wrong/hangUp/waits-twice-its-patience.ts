/** Waits for the peer's data, and then for its end, each for the whole patience. */

import type { Socket } from 'wirebook';
import { hangUp as leave } from '../../right/plain.ts';

export function hangUp(connection: Socket, patience: number): Promise<void> {
  return leave(connection, 2 * patience);
}
