/** Closes with destroy(), which drops what is still to be sent. */

import { once } from 'node:events';
import net from 'node:net';
import type { Connection } from '../../right/plain.ts';
import { wrap } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  return {
    ...wrap(socket),
    close() {
      socket.destroy();
    },
  };
}
