/** The life of a server and of a client, step by step, with the states that the kernel reports. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket, type TcpState } from '../../socket/index.ts';
import { Table } from '../draw/table.ts';
import { systemCallTable } from '../syscalls/system-call-table.ts';
import { lessonHost } from '../system/lesson-host.ts';

/** The end of the connection to show. */
export type Role = 'server' | 'client';

/** One step of a life, a row of {@link lifecycleTable}. */
export interface LifecycleRow {
  /** The call as a program writes it. */
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
  const steps: Record<Role, Step[]> = { server: [], client: [] };
  const took = (role: Role, name: string, socket?: Socket) =>
    steps[role].push([name, socket?.tcpInfo().state]);
  const listener = opened.use(new Socket(AF_INET, SOCK_STREAM));
  took('server', 'new Socket', listener);
  listener.bind(Addrinfo.tcp(lessonHost() ?? '127.0.0.1', 0));
  took('server', 'bind', listener);
  listener.listen(5);
  took('server', 'listen', listener);

  const near = opened.use(new Socket(AF_INET, SOCK_STREAM));
  took('client', 'new Socket', near);
  await near.connect(listener.localAddress);
  took('client', 'connect', near);
  const [connection] = await listener.accept();
  const far = opened.use(connection);
  took('server', 'accept', far);

  await near.sendAll('ping');
  took('client', 'sendAll', near);
  await far.recv();
  took('server', 'recv', far);
  await far.sendAll('pong');
  took('server', 'sendAll', far);
  await near.recv();
  took('client', 'recv', near);

  near.closeWrite();
  await far.recv();
  took('client', 'closeWrite', near);
  // The end of the stream: the second call of recv that a server makes.
  took('server', 'recv', far);
  far.close();
  took('server', 'close');
  await near.recv();
  near.close();
  took('client', 'close');
  return steps;
}
