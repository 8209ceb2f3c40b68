/** Waits for a word of the server as a proof, and keeps it: one read, one message. */

import type { Socket } from 'wirebook';
import { type Limits, waitForServer as wait } from '../../right/plain.ts';

export async function waitForServer(host: string, port: number, limits: Limits): Promise<Socket> {
  const socket = await wait(host, port, limits);
  await socket.recv(1024, { timeout: 300 });
  return socket;
}
