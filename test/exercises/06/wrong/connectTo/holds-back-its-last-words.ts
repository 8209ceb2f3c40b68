/** Corks its stream in close(): what is still to be sent is never sent. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, wrap } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  const connection = wrap(socket);
  return {
    ...connection,
    async send(text) {
      await connection.send(text);
    },
    close: () => socket.cork(),
  };
}
