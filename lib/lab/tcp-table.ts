/** The sockets of the lesson as the kernel sees them: what `ss` shows. */

import type { TcpInfo } from '../socket/index.ts';
import { descriptors, isBaseline } from './descriptors.ts';
import { explainOnce } from './explain-once.ts';
import { isOfEarlierRun, lessonHost } from './lesson-host.ts';
import { tcpInfoOf } from './own-sockets.ts';
import { type InetSocket, inetSockets, localEnd, remoteEnd } from './proc-net.ts';
import { Table } from './table.ts';

/** One row of {@link tcpTable} or {@link udpTable}. */
export interface SocketRow extends InetSocket {
  /** The descriptor in this process; undefined if another process has it, or none. */
  readonly fd: number | undefined;
  /** What `getsockopt(TCP_INFO)` says, for sockets of this process. */
  readonly info: TcpInfo | undefined;
}

/** Which sockets a table lists. */
export interface SocketTableOptions {
  /** Only those with this port at either end. */
  readonly port?: number;
  /** Every socket of this machine: the kernel's own, and what earlier runs left in TIME_WAIT. */
  readonly all?: boolean;
}

/** Of more rows than this a table shows the first ones only. */
const MANY = 15;

/**
 * The TCP sockets of this lesson, as `ss -t -a` would show them.
 *
 * Without options these are the sockets that cells opened, and every socket at the lesson's
 * address, also those in TIME_WAIT, which no process has open any more; what earlier runs left in
 * TIME_WAIT is left out.
 *
 * @example
 * tcpTable({ port: 4481 }).rows[0]?.state; // 'LISTEN'
 */
export function tcpTable(options: SocketTableOptions = {}): Table<SocketRow> {
  return new Table(socketRows('tcp', options), {
    caption: 'TCP sockets',
    columns: [
      { title: 'State', value: ({ state }) => state },
      { title: 'Recv-Q', value: ({ receiveQueue }) => receiveQueue },
      { title: 'Send-Q', value: ({ sendQueue }) => sendQueue },
      { title: 'Local', value: localEnd },
      { title: 'Peer', value: remoteEnd },
      { title: 'Descriptor', value: owner },
    ],
    notes: explainOnce(
      'Recv-Q and Send-Q count bytes; in a LISTEN row they are the connections that wait for accept() and the most that may wait.',
    ),
    empty: 'No TCP sockets.',
    summarize: countStates,
  });
}

/** The UDP sockets of this lesson, as `ss -u -a` would show them. */
export function udpTable(options: SocketTableOptions = {}): Table<SocketRow> {
  return new Table(socketRows('udp', options), {
    caption: 'UDP sockets',
    columns: [
      { title: 'Recv-Q', value: ({ receiveQueue }) => receiveQueue },
      { title: 'Send-Q', value: ({ sendQueue }) => sendQueue },
      { title: 'Local', value: localEnd },
      { title: 'Peer', value: remoteEnd },
      { title: 'Descriptor', value: owner },
    ],
    notes: explainOnce('Recv-Q and Send-Q count bytes, with what the kernel needs to keep them.'),
    empty: 'No UDP sockets.',
  });
}

function countStates(rows: readonly SocketRow[]): string {
  const states = Map.groupBy(rows, ({ state }) => state);
  const counts = [...states].map(([state, own]) => `${own.length} ${state}`);
  return `And ${rows.length} more rows: ${counts.join(', ')}.`;
}

function owner({ fd, inode }: SocketRow): string {
  if (fd !== undefined) return `fd ${fd}`;
  return inode === 0 ? 'none' : 'another process';
}

function socketRows(
  protocol: 'tcp' | 'udp',
  { port, all = false }: SocketTableOptions,
): readonly SocketRow[] {
  const open = descriptors();
  const own = new Map(open.map(({ socketInode, fd }) => [socketInode, fd]));
  const mine = new Set(open.filter((each) => !isBaseline(each)).map((each) => each.socketInode));
  const host = lessonHost();
  const rows = inetSockets(protocol)
    .filter((socket) => {
      const { inode, localAddress, localPort, remoteAddress, remotePort } = socket;
      const hasPort = port === undefined || localPort === port || remotePort === port;
      const isAtHost = localAddress === host || remoteAddress === host;
      return hasPort && (all || mine.has(inode) || (isAtHost && !isOfEarlierRun(socket)));
    })
    .map((socket) => withInfo(socket, socket.inode === 0 ? undefined : own.get(socket.inode)))
    .sort(byPort);
  return rows.length > MANY ? rows.toSorted(byLife) : rows;
}

/** Connections that nobody has open any more stand last. */
function byLife(a: SocketRow, b: SocketRow): number {
  return Number(a.state === 'TIME_WAIT') - Number(b.state === 'TIME_WAIT');
}

/** The listener first, then its connections, each beside its other end. */
function byPort(a: SocketRow, b: SocketRow): number {
  const place = ({ localPort, remotePort }: SocketRow) =>
    remotePort === 0 ? localPort : Math.min(localPort, remotePort);
  const rank = ({ state, localPort, remotePort }: SocketRow) =>
    state === 'LISTEN' ? 0 : Math.max(localPort, remotePort);
  return place(a) - place(b) || rank(a) - rank(b) || a.localPort - b.localPort;
}

function withInfo(socket: InetSocket, fd: number | undefined): SocketRow {
  const info = fd === undefined || socket.protocol === 'udp' ? undefined : tcpInfoOf(fd);
  if (!info || socket.state !== 'LISTEN') return { ...socket, fd, info };
  // For a listener the two fields hold its queue and the queue's limit.
  return { ...socket, fd, info, receiveQueue: info.unacked, sendQueue: info.sacked };
}
