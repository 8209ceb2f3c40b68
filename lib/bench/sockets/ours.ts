/** The workloads of `wirebook bench sockets` with this library. */

import { fork } from 'node:child_process';
import {
  Addrinfo,
  SO_LINGER,
  SOL_SOCKET,
  type Socket,
  TcpServer,
  TcpSocket,
} from '../../socket/index.ts';
import { measure, port, resident, roundsOfAll, serve } from './contestant.ts';

const HOST = '127.0.0.1';
const MESSAGE = 64;
const message = Buffer.alloc(MESSAGE);
/** What is received at once, here and in the other languages; `node:net` takes 64 KiB. */
const PIECE = 262_144;

await measure({
  async 'echo-one'(count) {
    using server = new TcpServer(HOST, 0);
    using client = await TcpSocket.connect(server.localAddress);
    const [connection] = await server.socket.accept();
    const echoing = echo(connection);
    const time = await roundTrips(client, count);
    client.close();
    await echoing;
    return time;
  },

  async 'echo-two'(count) {
    const child = fork(import.meta.filename, ['serve-echo', '0']);
    using client = await TcpSocket.connect(Addrinfo.tcp(HOST, await port(child)));
    return await roundTrips(client, count);
  },

  async 'serve-echo'() {
    using server = new TcpServer(HOST, 0);
    serve(server.localAddress.ipPort);
    const [connection] = await server.socket.accept();
    await echo(connection);
    return 0;
  },

  async 'echo-many'(count, rounds) {
    const child = fork(import.meta.filename, ['serve-many', String(count)]);
    const to = Addrinfo.tcp(HOST, await port(child));
    const clients: Socket[] = [];
    while (clients.length < count) clients.push(await TcpSocket.connect(to));
    return roundsOfAll(clients, { rounds, turn });
  },

  async 'serve-many'(count) {
    using server = new TcpServer(HOST, 0);
    serve(server.localAddress.ipPort);
    const served: Promise<void>[] = [];
    while (served.length < count) {
      const [connection] = await server.socket.accept();
      // The client's process ends without a word.
      served.push(echo(connection).catch(() => undefined));
    }
    await Promise.all(served);
    return 0;
  },

  async throughput(count, size) {
    const child = fork(import.meta.filename, ['serve-throughput', String(count), String(size)]);
    using client = await TcpSocket.connect(Addrinfo.tcp(HOST, await port(child)));
    const data = Buffer.alloc(size);
    const start = performance.now();
    for (let i = 0; i < count; i++) await client.sendAll(data);
    await client.recvExact(1);
    return (count * size) / 2 ** 20 / ((performance.now() - start) / 1000);
  },

  async 'serve-throughput'(count, size) {
    using server = new TcpServer(HOST, 0);
    serve(server.localAddress.ipPort);
    const [connection] = await server.socket.accept();
    const room = Buffer.alloc(PIECE);
    for (let left = count * size; left > 0; ) left -= await connection.recvInto(room);
    await connection.sendAll('x');
    return 0;
  },

  async 'accept-close'(count) {
    using server = new TcpServer(HOST, 0);
    const to = server.localAddress;
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const client = await TcpSocket.connect(to);
      const [connection] = await server.socket.accept();
      client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
      client.close();
      connection.close();
    }
    return count / ((performance.now() - start) / 1000);
  },

  async idle(count) {
    using server = new TcpServer(HOST, 0);
    serve(server.localAddress.ipPort);
    const before = resident();
    const held: Socket[] = [];
    for (let i = 0; i < count; i++) {
      const [connection] = await server.socket.accept();
      held.push(connection);
      // Each of them waits, as the connections of a server do.
      connection.recv().catch(() => undefined);
    }
    return (resident() - before) / held.length;
  },
});

async function roundTrips(client: Socket, count: number): Promise<number> {
  const go = async (rounds: number): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < rounds; i++) await turn(client);
    return ((performance.now() - start) * 1000) / rounds;
  };
  await go(count / 10);
  return go(count);
}

/** One message there and back. */
async function turn(client: Socket): Promise<void> {
  await client.sendAll(message);
  for (let left = MESSAGE; left > 0; ) left -= (await client.recv()).length;
}

async function echo(connection: Socket): Promise<void> {
  for (;;) {
    const chunk = await connection.recv();
    if (chunk.length === 0) return connection.close();
    await connection.sendAll(chunk);
  }
}
