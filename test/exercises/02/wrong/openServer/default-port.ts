/** Takes port 0 for no port at all, and has one of its own. */

import type { Socket } from 'wirebook';
import { openServer as open } from '../../right/plain.ts';

export function openServer(host: string, port: number): Socket {
  return open(host, port || 14_489);
}
