/**
 * The workloads of `npm run bench -- sockets`, written once for all libraries of TypeScript: each
 * process runs the one that its command line names, and prints its figure.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export const HOST = '127.0.0.1';

/** The message that is echoed. */
export const message: Buffer = Buffer.alloc(64);

/** A library as the workloads use it. */
export interface SocketLibrary<Client, Connection> {
  /** Listens at a free port. */
  listen(): Promise<{ readonly port: number; accept(): Promise<Connection> }>;
  connect(port: number): Promise<Client>;
  /** Sends everything back until the other end closes. */
  echo(connection: Connection): Promise<unknown>;
  /** So many messages there and back. */
  roundTrips(client: Client, count: number): Promise<void>;
  /** Sends `data` so many times, then waits for one byte. */
  sendMany(client: Client, data: Buffer, count: number): Promise<void>;
  /** Receives so many bytes, then sends one. */
  receiveMany(connection: Connection, bytes: number): Promise<void>;
  /** Closes both ends, the client's by a reset. */
  reset(client: Client, connection: Connection): Promise<unknown>;
  /** Lets a connection wait for data, as those of a server do. */
  hold(connection: Connection): void;
}

/** Runs the workload that the command line names, and ends the process. */
export async function runWorkload<Client, Connection>(
  library: SocketLibrary<Client, Connection>,
): Promise<never> {
  const [name = '', count = 1, size = 0] = process.argv.slice(2).map((arg, i) => (i ? +arg : arg));
  const run = workloads(library)[name as string];
  const figure = await run?.(Number(count), Number(size));
  // A server that was forked has no figure: its output is that of its client.
  if (!String(name).startsWith('serve-')) console.log(figure);
  process.exit(run === undefined ? 1 : 0);
}

type Workload = (count: number, size: number) => Promise<unknown>;

function workloads<Client, Connection>({
  listen,
  connect,
  ...library
}: SocketLibrary<Client, Connection>): Readonly<Record<string, Workload>> {
  /** In microseconds, after a tenth as many that do not count. */
  const timeOfRoundTrip = async (client: Client, count: number) => {
    await library.roundTrips(client, count / 10);
    const start = performance.now();
    await library.roundTrips(client, count);
    return ((performance.now() - start) * 1000) / count;
  };
  return {
    async 'echo-one'(count) {
      const server = await listen();
      const client = await connect(server.port);
      void library.echo(await server.accept());
      return timeOfRoundTrip(client, count);
    },

    async 'echo-two'(count) {
      return timeOfRoundTrip(await connect(await portOf('serve-echo', 1)), count);
    },

    async 'echo-many'(count, rounds) {
      const port = await portOf('serve-echo', count);
      const clients: Client[] = [];
      while (clients.length < count) clients.push(await connect(port));
      const go = async (times: number) => {
        const start = performance.now();
        const turn = (client: Client) => library.roundTrips(client, 1);
        for (let i = 0; i < times; i++) await Promise.all(clients.map(turn));
        return (performance.now() - start) / times;
      };
      await go(Math.ceil(rounds / 10));
      return go(rounds);
    },

    async 'serve-echo'(count) {
      const server = await listen();
      tell(server.port);
      const echoing: Promise<unknown>[] = [];
      // A client's process that ends resets its connections.
      while (echoing.length < count) {
        echoing.push(library.echo(await server.accept()).catch(() => undefined));
      }
      await Promise.all(echoing);
    },

    async throughput(count, size) {
      const client = await connect(await portOf('serve-throughput', count, size));
      const start = performance.now();
      await library.sendMany(client, Buffer.alloc(size), count);
      return (count * size) / 2 ** 20 / ((performance.now() - start) / 1000);
    },

    async 'serve-throughput'(count, size) {
      const server = await listen();
      tell(server.port);
      await library.receiveMany(await server.accept(), count * size);
    },

    async 'accept-close'(count) {
      const server = await listen();
      const start = performance.now();
      for (let i = 0; i < count; i++) {
        const client = await connect(server.port);
        await library.reset(client, await server.accept());
      }
      return count / ((performance.now() - start) / 1000);
    },

    async idle(count) {
      const server = await listen();
      tell(server.port);
      const before = memory();
      const held: Connection[] = [];
      while (held.length < count) {
        const connection = await server.accept();
        held.push(connection);
        library.hold(connection);
      }
      return (memory() - before) / held.length;
    },

    /** Connects many times to a port, and holds the connections until it is killed. */
    async dial(count, port) {
      const held: Client[] = [];
      while (held.length < count) held.push(await connect(port));
      await new Promise(() => setInterval(() => held.length, 60_000));
    },
  };
}

/** The port of a server in a second process of the same program. */
async function portOf(name: string, ...args: readonly number[]): Promise<number> {
  const [, program = ''] = process.argv;
  const child: ChildProcess = fork(program, [name, ...args.map(String)]);
  const [port] = await once(child, 'message');
  child.unref();
  child.channel?.unref();
  return Number(port);
}

/** Tells the clients the port. */
function tell(port: number): void {
  if (process.send) {
    // A client that was killed connects no more, and would be waited for.
    process.on('disconnect', () => process.exit(1));
    process.send(port);
  } else console.log(port);
}

/** The memory of this process after a collection, in bytes. */
function memory(): number {
  global.gc?.();
  return process.memoryUsage.rss();
}
