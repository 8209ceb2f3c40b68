/** Does not know what an empty piece means. */

import { setImmediate as turn } from 'node:timers/promises';
import type { Socket } from 'wirebook';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  let data = Buffer.alloc(0);
  while (data.length < length) {
    data = Buffer.concat([data, await socket.recv(length - data.length)]);
    await turn();
  }
  return data;
}
