/** Fails with the collection of all errors. */

import type { Socket } from 'wirebook';
import { connectToFirst as race, type Timing } from '../../right/plain.ts';

export function connectToFirst(host: string, ports: number[], timing: Timing): Promise<Socket> {
  return Promise.any([race(host, ports, timing)]);
}
