/** A right answer to exercise 06: iterators over streams, two queues, and a set of those who serve. */

import { once } from 'node:events';
import net from 'node:net';

export interface Connection {
  readonly remote: string;
  readonly recv: () => Promise<string>;
  readonly send: (text: string) => Promise<void>;
  readonly close: () => void;
}

export interface Listener {
  readonly port: number;
  readonly accept: () => Promise<Connection | undefined>;
  readonly close: () => void;
}

export type Handle = (connection: Connection) => Promise<void>;

export function wrap(socket: net.Socket): Connection {
  const { remoteAddress = '', remotePort } = socket;
  const host = net.isIPv6(remoteAddress) ? `[${remoteAddress}]` : remoteAddress;
  socket.on('error', () => {
    // recv() and send() report it.
  });
  const chunks = socket.setEncoding('utf8').iterator({ destroyOnReturn: false });
  return {
    remote: `${host}:${remotePort}`,
    async recv() {
      const { done, value } = await chunks.next();
      return done ? '' : value;
    },
    send: (text) =>
      new Promise((resolve, reject) => {
        socket.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => socket.destroySoon(),
  };
}

export async function connectTo(host: string, port: number): Promise<Connection> {
  const socket = net.connect({ host, port, allowHalfOpen: true });
  await once(socket, 'connect');
  return wrap(socket);
}

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const servers: net.Server[] = [];
  const waiting: Connection[] = [];
  const callers: ((connection: Connection | undefined) => void)[] = [];
  let isOpen = true;
  let shared = port;

  function arrive(socket: net.Socket): void {
    const connection = wrap(socket);
    const caller = callers.shift();
    if (caller) caller(connection);
    else if (isOpen) waiting.push(connection);
    else connection.close();
  }

  function close(): void {
    isOpen = false;
    for (const server of servers) server.close();
    for (const connection of waiting.splice(0)) connection.close();
    for (const caller of callers.splice(0)) caller(undefined);
  }

  try {
    for (const host of hosts) {
      const server = net.createServer({ allowHalfOpen: true }, arrive);
      servers.push(server);
      server.listen({ host, port: shared, ipv6Only: net.isIPv6(host) });
      await once(server, 'listening');
      const address = server.address();
      if (typeof address === 'object' && address) shared = address.port;
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

export async function serveAll(listener: Listener, handle: Handle): Promise<void> {
  const running = new Set<Promise<void>>();

  async function serve(connection: Connection): Promise<void> {
    try {
      await handle(connection);
    } catch {
      // This client's affair: the others are served on.
    } finally {
      connection.close();
    }
  }

  for (let next = await listener.accept(); next; next = await listener.accept()) {
    const serving = serve(next).finally(() => running.delete(serving));
    running.add(serving);
  }
  await Promise.all(running);
}
