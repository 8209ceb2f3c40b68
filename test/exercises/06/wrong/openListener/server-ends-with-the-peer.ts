/** Leaves out allowHalfOpen where it listens. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, type Listener, wrap } from '../../right/plain.ts';

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const servers: net.Server[] = [];
  const waiting: Connection[] = [];
  const callers: ((connection: Connection | undefined) => void)[] = [];
  let [isOpen, shared] = [true, port];
  const arrive = (socket: net.Socket): void => {
    const caller = callers.shift();
    if (caller) caller(wrap(socket));
    else waiting.push(wrap(socket));
  };
  const close = (): void => {
    isOpen = false;
    for (const server of servers) server.close();
    for (const connection of waiting.splice(0)) connection.close();
    for (const caller of callers.splice(0)) caller(undefined);
  };
  try {
    for (const host of hosts) {
      const server = net.createServer(arrive);
      servers.push(server);
      server.listen({ host, port: shared, ipv6Only: net.isIPv6(host) });
      await once(server, 'listening');
      shared = (server.address() as net.AddressInfo).port;
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    port: shared,
    close,
    async accept() {
      const connection = waiting.shift();
      if (connection || !isOpen) return connection;
      return new Promise((resolve) => callers.push(resolve));
    },
  };
}
