/** Short measurements on the loopback interface, one for each technique of tuning. */

import {
  Addrinfo,
  AF_INET,
  SO_RCVBUF,
  SO_REUSEPORT,
  SO_SNDBUF,
  SOCK_STREAM,
  SOL_SOCKET,
  SOL_TCP,
  Socket,
  TCP_CORK,
  TCP_NODELAY,
} from '../../socket/index.ts';
import { figures, median } from '../statistics.ts';
import * as trials from '../tcp-trials.ts';
import { HOST, outcome, soon, Trial, timeOf } from '../trial.ts';

/** Two small sends and an answer: Nagle's algorithm waits for an acknowledgement that is delayed. */
export async function measureNagle(): Promise<string> {
  const off = await trials.writeWriteRead(false);
  const on = await trials.writeWriteRead(true);
  return `two small sends and the answer: ${figures(off)} ms without, ${figures(on)} ms with`;
}

const PIECES = 20;

/** Many small sends: how many segments arrive, by the receives that the peer needs for them. */
export async function collectSegments(): Promise<string> {
  const off = await arrivals(false);
  const on = await arrivals(true);
  return `${PIECES} sends of 10 bytes, each received at once: ${off} receives without, ${on} with`;
}

async function arrivals(cork: boolean): Promise<number> {
  using trial = new Trial();
  const { client, server } = await trial.connection();
  client.setsockopt(SOL_TCP, TCP_NODELAY, true);
  client.setsockopt(SOL_TCP, TCP_CORK, cork);
  let receives = 0;
  const receiver = (async () => {
    for (let received = 0; received < 10 * PIECES; receives++) {
      received += (await server.recv(65_536, soon)).length;
    }
  })();
  for (let piece = 0; piece < PIECES; piece++) {
    await client.sendAll('0123456789');
    // A turn of the event loop, in which the peer takes what has arrived.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  client.setsockopt(SOL_TCP, TCP_CORK, false);
  await receiver;
  return receives;
}

const BYTES = 65_536;
const SMALL = 64;

/** The same bytes in one send and in many. */
export async function sendAtOnce(): Promise<string> {
  const many = await sending(SMALL);
  const one = await sending(BYTES);
  const count = (BYTES / SMALL).toLocaleString('en');
  return `64 KiB in ${count} sends: ${figures(many)} ms; in one: ${figures(one)} ms`;
}

async function sending(size: number): Promise<number> {
  using trial = new Trial();
  const { client, server } = await trial.connection();
  client.setsockopt(SOL_TCP, TCP_NODELAY, true);
  const piece = Buffer.alloc(size);
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    times.push(
      await timeOf(async () => {
        const arrived = server.recvExact(BYTES, soon);
        for (let sent = 0; sent < BYTES; sent += size) await client.sendAll(piece);
        await arrived;
      }),
    );
  }
  return median(times);
}

const RECEIVES = 300;

/** A receive that takes new memory each time, and one that does not. */
export async function reuseMemory(): Promise<string> {
  using trial = new Trial();
  const { client, server } = await trial.connection();
  const piece = Buffer.alloc(16_384);
  const buffer = Buffer.alloc(65_536);
  const fresh: number[] = [];
  const reused: number[] = [];
  for (let round = 0; round < RECEIVES; round++) {
    await client.sendAll(piece);
    fresh.push(await timeOf(() => server.recv(65_536, soon)));
    await client.sendAll(piece);
    reused.push(await timeOf(() => server.recvInto(buffer, soon)));
  }
  const micro = (times: readonly number[]) => `${figures(1000 * median(times))} µs`;
  return `a receive of 16 KiB: ${micro(fresh)} with recv, ${micro(reused)} with recvInto`;
}

const REQUESTS = 40;

/** A request on a connection of its own, and on one that is kept. */
export async function keepConnection(): Promise<string> {
  using trial = new Trial();
  const listener = trial.listener();
  const ask = async (client: Socket, server: Socket) => {
    await client.sendAll('?');
    await server.recv(1, soon);
    await server.sendAll('!');
    await client.recv(1, soon);
  };
  const anew: number[] = [];
  for (let request = 0; request < REQUESTS; request++) {
    anew.push(
      await timeOf(async () => {
        using client = new Socket(AF_INET, SOCK_STREAM);
        await client.connect(listener.localAddress, soon);
        const [server] = await listener.accept(soon);
        await ask(client, server);
        server.close();
      }),
    );
  }
  const { client, server } = await trial.connection();
  const kept: number[] = [];
  for (let request = 0; request < REQUESTS; request++) {
    kept.push(await timeOf(() => ask(client, server)));
  }
  return `a request: ${figures(median(anew))} ms on a new connection, ${figures(median(kept))} ms on a kept one`;
}

/** What the kernel makes of sizes that are set. */
export function growBuffers(): string {
  using trial = new Trial();
  const socket = trial.stream();
  const set = (option: typeof SO_RCVBUF) => {
    const before = socket.getsockopt(SOL_SOCKET, option);
    socket.setsockopt(SOL_SOCKET, option, 32_768);
    return `${before}, set to 32768 it reads ${socket.getsockopt(SOL_SOCKET, option)}`;
  };
  return `SO_RCVBUF: ${set(SO_RCVBUF)}; SO_SNDBUF: ${set(SO_SNDBUF)}`;
}

/** How many connections a queue completes before clients wait. */
export async function fillQueue(): Promise<string> {
  const counts: string[] = [];
  for (const backlog of [1, 8]) {
    using trial = new Trial();
    const listener = trial.listener(backlog);
    let complete = 0;
    while (complete <= 2 * backlog + 2 && (await connects(trial.stream(), listener))) complete++;
    counts.push(`listen(${backlog}) completes ${complete}`);
  }
  return `${counts.join(', ')}; the next client waits`;
}

async function connects(client: Socket, listener: Socket): Promise<boolean> {
  await outcome(() => client.connect(listener.localAddress, { timeout: 100 }));
  // A busy machine may notice too late that it is connected: the kernel knows.
  return client.tcpInfo().state === 'ESTABLISHED';
}

/** A bind to an address that a connection in TIME_WAIT holds. */
export async function rebind(): Promise<string> {
  const { without, withOption } = await trials.rebind();
  return `bind after a restart: ${without} without, ${withOption} with`;
}

const CLIENTS = 60;

/** How the kernel spreads clients over listeners of one port. */
export async function sharePort(): Promise<string> {
  using trial = new Trial();
  const listeners = [trial.stream(), trial.stream()];
  let address = Addrinfo.tcp(HOST, 0);
  for (const listener of listeners) {
    listener.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    listener.bind(address);
    listener.listen(CLIENTS);
    address = listener.localAddress;
  }
  for (let client = 0; client < CLIENTS; client++) await trial.stream().connect(address, soon);
  const queues = listeners.map((listener) => listener.tcpInfo().unacked);
  return `${CLIENTS} clients, two listeners: ${queues.join(' and ')}`;
}
