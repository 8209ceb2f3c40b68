/** Waits for the whole patience, although the peer has ended. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'wirebook';
import { hangUp as hangUpWell } from '../../right/plain.ts';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  await Promise.all([hangUpWell(connection, patience), delay(patience)]);
}
