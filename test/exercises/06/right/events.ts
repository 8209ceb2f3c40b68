/** A right answer to exercise 06: classes that collect events, and one stream of connections. */

import { EventEmitter, once } from 'node:events';
import net from 'node:net';
import { PassThrough } from 'node:stream';

class EventConnection {
  readonly remote: string;
  readonly #socket: net.Socket;
  readonly #changes = new EventEmitter();
  #text = '';
  #ended = false;
  #error: Error | undefined;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    const { remoteAddress, remoteFamily, remotePort } = socket;
    this.remote = `${remoteFamily === 'IPv6' ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#change(() => (this.#text += text)));
    socket.on('end', () => this.#change(() => (this.#ended = true)));
    socket.on('error', (error) => this.#change(() => (this.#error = error)));
  }

  recv = async (): Promise<string> => {
    while (this.#text === '' && !this.#ended && !this.#error) await once(this.#changes, 'change');
    if (this.#text === '' && this.#error) throw this.#error;
    const text = this.#text;
    this.#text = '';
    return text;
  };

  send = async (text: string): Promise<void> => {
    const written = Promise.withResolvers<void>();
    this.#socket.write(text, (error) => (error ? written.reject(error) : written.resolve()));
    await written.promise;
  };

  close = (): void => {
    this.#socket.end(() => this.#socket.destroy());
  };

  #change(note: () => void): void {
    note();
    this.#changes.emit('change');
  }
}

export async function connectTo(host: string, port: number): Promise<EventConnection> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, allowHalfOpen: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(new EventConnection(socket)));
  });
}

export async function openListener(hosts: readonly string[], port: number) {
  await using opened = new AsyncDisposableStack();
  const arrivals = new PassThrough({ objectMode: true, highWaterMark: 1000 });
  const servers: net.Server[] = [];
  let shared = port;
  for (const host of hosts) {
    const server = net.createServer({ allowHalfOpen: true });
    server.on('connection', (socket) => {
      if (arrivals.writable) arrivals.write(new EventConnection(socket));
      else socket.destroy();
    });
    opened.defer(() => void server.close());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port: shared, ipv6Only: net.isIPv6(host) }, resolve);
    });
    shared = (server.address() as net.AddressInfo).port;
    servers.push(server);
  }
  opened.move();
  const connections = arrivals[Symbol.asyncIterator]();
  return {
    port: shared,
    async accept(): Promise<EventConnection | undefined> {
      const { done, value } = await connections.next();
      return done ? undefined : value;
    },
    close(): void {
      for (const server of servers) server.close();
      for (let left = arrivals.read(); left !== null; left = arrivals.read()) left.close();
      arrivals.end();
    },
  };
}

interface Accepting<C> {
  readonly accept: () => Promise<C | undefined>;
}

export async function serveAll<C extends { close(): void }>(
  listener: Accepting<C>,
  handle: (connection: C) => Promise<void>,
): Promise<void> {
  const connection = await listener.accept();
  if (connection === undefined) return;
  const serving = Promise.try(() => handle(connection)).catch(() => undefined);
  await Promise.all([serving.then(() => connection.close()), serveAll(listener, handle)]);
}
