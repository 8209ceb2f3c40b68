/** Serves the client that came last before those who have waited longer. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, type Listener, wrap } from '../../right/plain.ts';

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const servers: net.Server[] = [];
  const waiting: Connection[] = [];
  const callers: ((connection: Connection | undefined) => void)[] = [];
  let shared = port;
  for (const host of hosts) {
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      const caller = callers.pop();
      if (caller) caller(wrap(socket));
      else waiting.push(wrap(socket));
    });
    servers.push(server.listen(shared, host));
    await once(server, 'listening');
    shared = (server.address() as net.AddressInfo).port;
  }
  return {
    port: shared,
    accept: async () => waiting.pop() ?? new Promise((resolve) => callers.push(resolve)),
    close() {
      for (const server of servers) server.close();
    },
  };
}
