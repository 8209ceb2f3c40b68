/** The life of a server and of a client, step by step, with the states that the kernel reports. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket, type TcpState } from '../../socket/index.ts';
import { lessonHost } from '../lesson-host.ts';
import { systemCallTable } from '../system-call-table.ts';
import { Table } from '../table.ts';

/** Whose life to show. */
export type Role = 'server' | 'client';

/** One step of a life, a row of {@link lifecycleTable}. */
export interface LifecycleRow {
  /** How it is written. */
  readonly method: string;
  readonly does: string;
  readonly calls: readonly string[];
  readonly manual: string;
  /** The state of the socket after it, as TCP_INFO tells it; undefined once it is closed. */
  readonly state: TcpState | undefined;
}

/** A step that was taken: the method, and the state in which it left the socket. */
type Step = readonly [name: string, state: TcpState | undefined];

/**
 * The methods of a server's or a client's life in their order. A connection on the loopback
 * interface takes every step, and the kernel is asked for the state after it.
 *
 * @example
 * (await lifecycleTable('server')).rows[2]?.state; // 'LISTEN'
 */
export async function lifecycleTable(role: Role): Promise<Table<LifecycleRow>> {
  const steps = (await live())[role];
  const rows = steps.flatMap(([name, state]) =>
    systemCallTable(name).rows.map(({ method, does, calls, manual }) => ({
      ...{ method, does, calls, manual, state },
    })),
  );
  return new Table(rows, {
    caption: `The life of a TCP ${role}`,
    columns: [
      { title: 'Method', value: ({ method }) => method },
      { title: 'What it does', value: ({ does }) => does, wraps: true },
      { title: 'System calls', value: ({ calls }) => calls.join(', '), wraps: true },
      { title: 'Manual', value: ({ manual }) => manual },
      { title: 'State after it', value: ({ state }) => state ?? 'no descriptor' },
    ],
    notes: ['The states are those of the socket that the step gave or was taken with.'],
  });
}

/** One conversation in which both ends take every step. */
async function live(): Promise<Readonly<Record<Role, readonly Step[]>>> {
  using opened = new DisposableStack();
  const server: Step[] = [];
  const client: Step[] = [];
  const listener = opened.use(new Socket(AF_INET, SOCK_STREAM));
  server.push(['new Socket', stateOf(listener)]);
  listener.bind(Addrinfo.tcp(lessonHost() ?? '127.0.0.1', 0));
  server.push(['bind', stateOf(listener)]);
  listener.listen(5);
  server.push(['listen', stateOf(listener)]);

  const near = opened.use(new Socket(AF_INET, SOCK_STREAM));
  client.push(['new Socket', stateOf(near)]);
  await near.connect(listener.localAddress);
  client.push(['connect', stateOf(near)]);
  const [connection] = await listener.accept();
  const far = opened.use(connection);
  server.push(['accept', stateOf(far)]);

  await near.sendAll('ping');
  client.push(['sendAll', stateOf(near)]);
  await far.recv();
  server.push(['recv', stateOf(far)]);
  await far.sendAll('pong');
  server.push(['sendAll', stateOf(far)]);
  await near.recv();
  client.push(['recv', stateOf(near)]);

  near.closeWrite();
  await far.recv();
  client.push(['closeWrite', stateOf(near)]);
  // The end of the stream: the second call of recv that a server makes.
  server.push(['recv', stateOf(far)]);
  far.close();
  server.push(['close', undefined]);
  await near.recv();
  near.close();
  client.push(['close', undefined]);
  return { server, client };
}

function stateOf(socket: Socket): TcpState {
  return socket.tcpInfo().state;
}
