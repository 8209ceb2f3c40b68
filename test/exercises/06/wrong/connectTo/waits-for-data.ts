/** Waits for the next data event, and so loses what came before. */

import { once } from 'node:events';
import net from 'node:net';
import type { Connection } from '../../right/plain.ts';
import { wrap } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  const connection = wrap(socket);
  socket.resume();
  return {
    ...connection,
    async recv() {
      const [text] = await once(socket, 'data');
      return text;
    },
  };
}
