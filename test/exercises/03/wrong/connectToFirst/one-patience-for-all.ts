/** Counts the patience of every attempt from the beginning of the first. */

import type { Socket } from 'wirebook';
import { connectToFirst as race, type Timing } from '../../right/plain.ts';

export function connectToFirst(host: string, ports: number[], timing: Timing): Promise<Socket> {
  const { promise, reject } = Promise.withResolvers<never>();
  const error = Object.assign(new Error('connect: timed out'), { code: 'ETIMEDOUT' });
  setTimeout(() => reject(error), timing.patience);
  return Promise.race([race(host, ports, timing), promise]);
}
