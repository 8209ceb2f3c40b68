/** The workloads of `wirebook bench sockets` with `node:net`, written as its manual would. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { measure, port, resident, roundsOfAll, serve } from './contestant.ts';

const HOST = '127.0.0.1';
const MESSAGE = 64;
const message = Buffer.alloc(MESSAGE);

await measure({
  async 'echo-one'(count) {
    const server = await listen((connection) =>
      connection.on('data', (data) => connection.write(data)),
    );
    const client = await dial(portOf(server));
    return warmedRoundTrips(client, count);
  },

  async 'echo-two'(count) {
    const child = fork(import.meta.filename, ['serve-echo', '0']);
    return warmedRoundTrips(await dial(await port(child)), count);
  },

  async 'serve-echo'() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const server = await listen((connection) => {
      connection.on('data', (data) => connection.write(data)).on('close', () => resolve());
    });
    serve(portOf(server));
    await promise;
    return 0;
  },

  async 'echo-many'(count, rounds) {
    const child = fork(import.meta.filename, ['serve-many', String(count)]);
    const to = await port(child);
    const clients: Socket[] = [];
    while (clients.length < count) clients.push(await dial(to));
    return roundsOfAll(clients, { rounds, turn: (client) => roundTrips(client, 1) });
  },

  async 'serve-many'(count) {
    let left = count;
    const { promise, resolve } = Promise.withResolvers<void>();
    const server = await listen((connection) => {
      connection.on('data', (data) => connection.write(data)).on('error', () => undefined);
      connection.on('close', () => {
        left -= 1;
        if (left === 0) resolve();
      });
    });
    serve(portOf(server));
    await promise;
    return 0;
  },

  async throughput(count, size) {
    const child = fork(import.meta.filename, ['serve-throughput', String(count), String(size)]);
    const client = await dial(await port(child));
    const data = Buffer.alloc(size);
    const start = performance.now();
    const answer = once(client, 'data');
    for (let i = 0; i < count; i++) {
      if (!client.write(data)) await once(client, 'drain');
    }
    await answer;
    return (count * size) / 2 ** 20 / ((performance.now() - start) / 1000);
  },

  async 'serve-throughput'(count, size) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const server = await listen((connection) => {
      let left = count * size;
      connection.on('data', (chunk) => {
        left -= chunk.length;
        if (left <= 0) connection.end('x', resolve);
      });
    });
    serve(portOf(server));
    await promise;
    return 0;
  },

  async 'accept-close'(count) {
    let arrived: (connection: Socket) => void = () => {};
    const server = await listen((connection) => arrived(connection));
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const accepting = new Promise<Socket>((resolve) => {
        arrived = resolve;
      });
      const client = connect(portOf(server), HOST);
      await once(client, 'connect');
      const connection = await accepting;
      const closed = once(connection, 'close');
      connection.on('error', () => undefined);
      client.resetAndDestroy();
      connection.destroy();
      await closed;
    }
    return count / ((performance.now() - start) / 1000);
  },

  async idle(count) {
    const held: Socket[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    let before = 0;
    const server = await listen((connection) => {
      held.push(connection.on('data', () => undefined).on('error', () => undefined));
      if (held.length === count) resolve();
    });
    serve(portOf(server));
    before = resident();
    await promise;
    return (resident() - before) / held.length;
  },
});

async function listen(onConnection: (connection: Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: false }, onConnection);
  server.listen({ port: 0, host: HOST, backlog: 4096 });
  await once(server, 'listening');
  return server;
}

async function dial(to: number): Promise<Socket> {
  const client = connect(to, HOST);
  await once(client, 'connect');
  return client;
}

function portOf(server: Server): number {
  // A server that listens at a port has an address with a port.
  return (server.address() as AddressInfo).port;
}

async function warmedRoundTrips(client: Socket, count: number): Promise<number> {
  await roundTrips(client, count / 10);
  const start = performance.now();
  await roundTrips(client, count);
  return ((performance.now() - start) * 1000) / count;
}

/** So many messages there and back. */
function roundTrips(client: Socket, count: number): Promise<void> {
  return new Promise((resolve) => {
    let done = 0;
    let left = MESSAGE;
    const onData = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left > 0) return;
      left = MESSAGE;
      if (++done < count) {
        client.write(message);
        return;
      }
      client.off('data', onData);
      resolve();
    };
    client.on('data', onData);
    client.write(message);
  });
}
