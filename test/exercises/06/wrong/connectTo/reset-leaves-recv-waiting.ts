/** Tells of a reset only who asks afterwards. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, wrap } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  const connection = wrap(socket);
  let isReset = false;
  socket.once('error', () => {
    isReset = true;
  });
  return {
    ...connection,
    async recv() {
      if (isReset) return connection.recv();
      return connection.recv().catch(() => new Promise<string>(() => {}));
    },
  };
}
