/** Ends its own direction, and leaves the rest to the peer. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, wrap } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  return { ...wrap(socket), close: () => void socket.end() };
}
