/** Waits for its whole patience where the peer has vanished. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'wirebook';

export async function hangUp(connection: Socket, patience: number): Promise<void> {
  const startedAt = performance.now();
  const timer = setTimeout(() => connection.close(), patience);
  try {
    connection.closeWrite();
    while ((await connection.recv()).length > 0);
  } catch {
    await delay(startedAt + patience - performance.now());
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
