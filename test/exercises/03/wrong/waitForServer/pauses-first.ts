/** Pauses before the first attempt, too. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'wirebook';
import { type Limits, waitForServer as wait } from '../../right/plain.ts';

export async function waitForServer(
  host: string,
  port: number,
  { pause, atMost }: Limits,
): Promise<Socket> {
  const begin = performance.now();
  await delay(Math.min(pause, atMost - 10));
  return wait(host, port, { pause, atMost: atMost - (performance.now() - begin) });
}
