/** Remembers the latest piece only: one read, one message. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, wrap } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  const connection = wrap(socket);
  let latest: Promise<string> | undefined;
  const listen = async (): Promise<void> => {
    for (let text = await connection.recv(); text !== ''; text = await connection.recv()) {
      latest = Promise.resolve(text);
    }
    latest = Promise.resolve('');
  };
  listen().catch((error) => {
    latest = Promise.reject(error);
    latest.catch(() => {});
  });
  return {
    ...connection,
    async recv() {
      while (latest === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
      const text = await latest;
      if (text !== '') latest = undefined;
      return text;
    },
  };
}
