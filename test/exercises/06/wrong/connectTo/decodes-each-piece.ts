/** Makes text of each piece by itself, also where a character is cut in two. */

import { once } from 'node:events';
import net from 'node:net';
import type { Connection } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  socket.on('error', () => {});
  const chunks = socket.iterator({ destroyOnReturn: false });
  return {
    remote: `${host}:${port}`,
    async recv() {
      const { done, value } = await chunks.next();
      return done ? '' : String(value);
    },
    send: async (text) => void socket.write(text),
    close: () => socket.destroySoon(),
  };
}
