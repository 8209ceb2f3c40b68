/** Listens for connections only while somebody accepts. */

import { once } from 'node:events';
import net from 'node:net';
import { type Connection, type Listener, wrap } from '../../right/plain.ts';

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const servers: net.Server[] = [];
  let shared = port;
  for (const host of hosts) {
    const server = net.createServer({ allowHalfOpen: true }).listen(shared, host);
    servers.push(server);
    await once(server, 'listening');
    shared = (server.address() as net.AddressInfo).port;
  }
  return {
    port: shared,
    async accept(): Promise<Connection | undefined> {
      const [socket] = await Promise.race(servers.map((server) => once(server, 'connection')));
      return wrap(socket);
    },
    close() {
      for (const server of servers) server.close();
    },
  };
}
