/** Leaves those unserved and open who came before the listener was closed. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, type Listener, wrap } from '../../right/plain.ts';

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const servers: net.Server[] = [];
  const arrivals: Connection[] = [];
  const callers: ((connection: Connection | undefined) => void)[] = [];
  let isOpen = true;
  let shared = port;
  try {
    for (const host of hosts) {
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        const connection = wrap(socket);
        const caller = callers.shift();
        if (caller) caller(connection);
        else arrivals.push(connection);
      });
      servers.push(server.listen(shared, host));
      await once(server, 'listening');
      shared = (server.address() as net.AddressInfo).port;
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return {
    port: shared,
    accept: async () => {
      if (!isOpen) return undefined;
      return arrivals.shift() ?? new Promise((resolve) => callers.push(resolve));
    },
    close() {
      isOpen = false;
      for (const server of servers) server.close();
      for (const caller of callers.splice(0)) caller(undefined);
    },
  };
}
