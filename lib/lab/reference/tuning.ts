/** The table of tuning techniques: gain, cost, and a figure measured on this machine. */

import { median } from 'd3-array';
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
import { figures } from '../chart/statistics.ts';
import { Table } from '../draw/table.ts';
import { rebind, writeWriteRead } from '../tcp/tcp-trials.ts';
import { outcome, soon, Trial, timeOf, trialHost } from '../tcp/trial.ts';

/** One technique, a row of {@link tuningTable}. */
export interface TuningRow {
  readonly technique: string;
  readonly benefit: string;
  readonly price: string;
  /** The figure measured on this machine, just now. */
  readonly measured: string;
}

/** A technique, with the measurement that shows its benefit. */
interface Technique extends Omit<TuningRow, 'measured'> {
  readonly measure: () => string | Promise<string>;
}

const techniques: readonly Technique[] = [
  {
    technique: 'TCP_NODELAY',
    benefit: 'small messages do not wait for the acknowledgement of earlier ones',
    price: 'more and smaller packets',
    measure: measureNagle,
  },
  {
    technique: 'TCP_CORK',
    benefit: 'a head and a body from several sends travel in full segments',
    price: 'forgotten, it holds the last bytes back for 200 ms',
    measure: collectSegments,
  },
  {
    technique: 'one large send',
    benefit: 'fewer system calls for the same bytes',
    price: 'memory in which the bytes are gathered',
    measure: sendAtOnce,
  },
  {
    technique: 'recvInto: one buffer again and again',
    benefit: 'no memory is taken and collected for each receive',
    price: 'the bytes must be used before the next receive',
    measure: reuseMemory,
  },
  {
    technique: 'one connection for many requests',
    benefit: 'no handshake and no new socket for each request',
    price: 'idle connections hold descriptors and memory',
    measure: keepConnection,
  },
  {
    technique: 'SO_RCVBUF, SO_SNDBUF',
    benefit: 'room for fast and distant peers; set before connect or listen',
    price: 'memory for each connection; the kernel no longer adapts the size',
    measure: growBuffers,
  },
  {
    technique: 'a longer backlog',
    benefit: 'a burst of clients waits instead of being dropped',
    price: 'those at its end wait longer; it hides a server that is too slow',
    measure: fillQueue,
  },
  {
    technique: 'SO_REUSEADDR',
    benefit: 'a server restarts at once, in spite of TIME_WAIT',
    price: 'none: TIME_WAIT goes on answering late packets; both sockets need it',
    measure: async () => {
      const { without, withOption } = await rebind();
      return `bind after a restart: ${without} without, ${withOption} with`;
    },
  },
  {
    technique: 'SO_REUSEPORT',
    benefit: 'several processes accept at one port, each from its own queue',
    price: 'what waits in the queue of one that closes is reset',
    measure: sharePort,
  },
];

/**
 * Ways to make a conversation faster, each with its benefit, its price, and a figure measured now on
 * the loopback interface, one after another.
 */
export async function tuningTable(): Promise<Table<TuningRow>> {
  const rows: TuningRow[] = [];
  for (const { technique, benefit, price, measure } of techniques) {
    rows.push({ technique, benefit, price, measured: await measure() });
  }
  return new Table(rows, {
    caption: 'Tuning',
    columns: [
      { title: 'Technique', value: ({ technique }) => technique, wraps: true },
      { title: 'Benefit', value: ({ benefit }) => benefit, wraps: true },
      { title: 'Price', value: ({ price }) => price, wraps: true },
      { title: 'Measured on this machine', value: ({ measured }) => measured },
    ],
    notes: [
      'Measured on the loopback interface, which has no distance: a network adds its own time.',
    ],
  });
}

/** Two small sends and an answer: Nagle's algorithm waits for an acknowledgement that is delayed. */
async function measureNagle(): Promise<string> {
  const off = await writeWriteRead(false);
  const on = await writeWriteRead(true);
  return `two small sends and the answer: ${figures(off)} ms without, ${figures(on)} ms with`;
}

const pieceCount = 20;

/** Many small sends: how many segments arrive, by the receives that the peer needs for them. */
async function collectSegments(): Promise<string> {
  const off = await arrivals(false);
  const on = await arrivals(true);
  return `${pieceCount} sends of 10 bytes, each received at once: ${off} receives without, ${on} with`;
}

async function arrivals(cork: boolean): Promise<number> {
  using trial = new Trial();
  const { client, server } = await trial.connection();
  client.setsockopt(SOL_TCP, TCP_NODELAY, true);
  client.setsockopt(SOL_TCP, TCP_CORK, cork);
  let receives = 0;
  const receiver = (async () => {
    for (let received = 0; received < 10 * pieceCount; receives++) {
      received += (await server.recv(65_536, soon)).length;
    }
  })();
  for (let piece = 0; piece < pieceCount; piece++) {
    await client.sendAll('0123456789');
    // A turn of the event loop, in which the peer reads the data that has arrived.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  client.setsockopt(SOL_TCP, TCP_CORK, false);
  await receiver;
  return receives;
}

const byteCount = 65_536;
const smallSize = 64;

/** The same bytes in one send and in many. */
async function sendAtOnce(): Promise<string> {
  const many = await sending(smallSize);
  const one = await sending(byteCount);
  const count = (byteCount / smallSize).toLocaleString('en');
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
        const arrived = server.recvExact(byteCount, soon);
        for (let sent = 0; sent < byteCount; sent += size) await client.sendAll(piece);
        await arrived;
      }),
    );
  }
  return median(times) ?? Number.NaN;
}

const receiveCount = 300;

/** A receive that takes new memory each time, and a receive into the same memory. */
async function reuseMemory(): Promise<string> {
  using trial = new Trial();
  const { client, server } = await trial.connection();
  const piece = Buffer.alloc(16_384);
  const buffer = Buffer.alloc(65_536);
  const fresh: number[] = [];
  const reused: number[] = [];
  for (let round = 0; round < receiveCount; round++) {
    await client.sendAll(piece);
    fresh.push(await timeOf(() => server.recv(65_536, soon)));
    await client.sendAll(piece);
    reused.push(await timeOf(() => server.recvInto(buffer, soon)));
  }
  const micro = (times: readonly number[]) => `${figures(1000 * (median(times) ?? Number.NaN))} µs`;
  return `a receive of 16 KiB: ${micro(fresh)} with recv, ${micro(reused)} with recvInto`;
}

const requestCount = 40;

/** A request on a new connection, and on a connection that stays open. */
async function keepConnection(): Promise<string> {
  using trial = new Trial();
  const listener = trial.listener();
  const ask = async (client: Socket, server: Socket) => {
    await client.sendAll('?');
    await server.recv(1, soon);
    await server.sendAll('!');
    await client.recv(1, soon);
  };
  const anew: number[] = [];
  for (let request = 0; request < requestCount; request++) {
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
  for (let request = 0; request < requestCount; request++) {
    kept.push(await timeOf(() => ask(client, server)));
  }
  return `a request: ${figures(median(anew) ?? Number.NaN)} ms on a new connection, ${figures(median(kept) ?? Number.NaN)} ms on a kept one`;
}

/** The sizes that the kernel makes of those that are set. */
function growBuffers(): string {
  using trial = new Trial();
  const socket = trial.stream();
  const set = (option: typeof SO_RCVBUF) => {
    const before = socket.getsockopt(SOL_SOCKET, option);
    socket.setsockopt(SOL_SOCKET, option, 32_768);
    return `${before}, set to 32768 it reads ${socket.getsockopt(SOL_SOCKET, option)}`;
  };
  return `SO_RCVBUF: ${set(SO_RCVBUF)}; SO_SNDBUF: ${set(SO_SNDBUF)}`;
}

/** The number of connections that a queue completes before clients wait. */
async function fillQueue(): Promise<string> {
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

const clientCount = 60;

/** The shares of clients that the kernel gives to the listeners of one port. */
async function sharePort(): Promise<string> {
  using trial = new Trial();
  const listeners = [trial.stream(), trial.stream()];
  let address = Addrinfo.tcp(trialHost, 0);
  for (const listener of listeners) {
    listener.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    listener.bind(address);
    listener.listen(clientCount);
    address = listener.localAddress;
  }
  for (let client = 0; client < clientCount; client++) await trial.stream().connect(address, soon);
  const queues = listeners.map((listener) => listener.tcpInfo().unacked);
  return `${clientCount} clients, two listeners: ${queues.join(' and ')}`;
}
