/** The sockets of the lesson as the kernel lists them, and `ss` shows them. */

import type { TcpInfo } from '../../socket/index.ts';
import { type Column, Table } from '../draw/table.ts';
import { descriptors, isBaseline } from '../system/descriptors.ts';
import { explainOnce } from '../system/explain-once.ts';
import { isOfEarlierRun, lessonHost } from '../system/lesson-host.ts';
import { tcpInfoOf } from '../system/own-sockets.ts';
import { type InetSocket, inetSockets, localEnd, remoteEnd } from '../system/proc-net.ts';
import type { DiagSocket, SockDiag } from '../system/sock-diag.ts';
import { type SocketProcess, socketProcesses } from '../system/socket-processes.ts';

/** One row of {@link tcpTable} or {@link udpTable}. */
export interface SocketRow extends InetSocket {
  /** The descriptor in this process; undefined if another process has it, or none. */
  readonly fd: number | undefined;
  /** The result of `getsockopt(TCP_INFO)`, for sockets of this process. */
  readonly info: TcpInfo | undefined;
  /** The processes that have it open, where `details` were asked for, as far as they may be read. */
  readonly processes?: readonly SocketProcess[];
}

/** Which sockets a table lists. */
export interface SocketTableOptions {
  /** The sockets of a host of a lab: all of them, of whichever process. */
  readonly host?: SocketOwner;
  /** Only those with this port at either end. */
  readonly port?: number;
  /** Every socket of this machine: the kernel's own, and those of earlier runs in TIME_WAIT. */
  readonly all?: boolean;
}

/** A host of a lab, by its table of sockets. */
export interface SocketOwner {
  readonly name: string;
  readonly sockets: SockDiag;
}

/** Rows and columns of {@link tcpTable}. */
export interface TcpTableOptions extends SocketTableOptions {
  /** One more column: the seconds until the kernel's timer runs out, such as that of TIME_WAIT. */
  readonly timers?: boolean;
  /**
   * More columns: the round-trip time, the congestion window, the segments that were sent again, and
   * the process that has the socket open, as far as it may be read.
   */
  readonly details?: boolean;
}

/** Of more rows than this a table shows the first ones only. */
const manyRows = 15;

/**
 * The TCP sockets of this lesson, as `ss -t -a` would show them.
 *
 * Without options these are the sockets that cells opened, and every socket at the lesson's
 * address, also those in TIME_WAIT, which no process has open any more; sockets of earlier runs in
 * TIME_WAIT are left out.
 *
 * @example
 * tcpTable({ port: 4481 }).rows[0]?.state; // 'LISTEN'
 */
export function tcpTable(options: TcpTableOptions = {}): Table<SocketRow> {
  const timers = options.timers ? [{ title: 'Timer', value: timeLeft }] : [];
  const details = options.details ? detailColumns : [];
  const rows = socketRows('tcp', options);
  return new Table(options.details ? withProcesses(rows) : rows, {
    caption: captionOf('TCP sockets', options.host),
    columns: [{ title: 'State', value: ({ state }) => state }, ...timers, ...columns, ...details],
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
    caption: captionOf('UDP sockets', options.host),
    columns,
    notes: explainOnce('Recv-Q and Send-Q count bytes, with what the kernel needs to keep them.'),
    empty: 'No UDP sockets.',
  });
}

const columns: readonly Column<SocketRow>[] = [
  { title: 'Recv-Q', value: ({ receiveQueue }) => receiveQueue },
  { title: 'Send-Q', value: ({ sendQueue }) => sendQueue },
  { title: 'Local', value: localEnd, wraps: true },
  { title: 'Peer', value: remoteEnd, wraps: true },
  { title: 'Descriptor', value: owner },
];

/** What `ss -i` and `ss -p` tell of a connection. */
const detailColumns: readonly Column<SocketRow>[] = [
  { title: 'RTT ms', value: (row) => connectionOf(row, ({ roundTrip }) => roundTrip / 1000) },
  { title: 'cwnd', value: (row) => connectionOf(row, ({ congestionWindow }) => congestionWindow) },
  {
    title: 'Resent',
    value: (row) => connectionOf(row, ({ totalRetransmits }) => totalRetransmits),
  },
  {
    title: 'Process',
    value: ({ processes = [] }) =>
      processes.map(({ program, pid }) => `${program} (pid ${pid})`).join(', '),
  },
];

function withProcesses(rows: readonly SocketRow[]): readonly SocketRow[] {
  const found = socketProcesses();
  return rows.map((row) => ({ ...row, processes: found.get(row.inode) ?? [] }));
}

/** A figure of a connection; a listener has none. */
function connectionOf({ info, state }: SocketRow, figure: (info: TcpInfo) => number) {
  if (info === undefined || state === 'LISTEN') return undefined;
  return Math.round(figure(info) * 100) / 100;
}

function captionOf(caption: string, host: SocketOwner | undefined): string {
  return host === undefined ? caption : `${caption} of ${host.name}`;
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

function timeLeft({ timer }: SocketRow): string {
  return timer === undefined ? '' : `${Math.round(timer)} s`;
}

function socketRows(
  protocol: 'tcp' | 'udp',
  { host, port, all = false }: SocketTableOptions,
): readonly SocketRow[] {
  if (host !== undefined) return hostRows(host.sockets.table(protocol), port);
  const open = descriptors();
  const own = new Map(open.map(({ socketInode, fd }) => [socketInode, fd]));
  const mine = new Set(open.filter((each) => !isBaseline(each)).map((each) => each.socketInode));
  const address = lessonHost();
  const rows = inetSockets(protocol)
    .filter((socket) => {
      const { inode, localAddress, localPort, remoteAddress, remotePort } = socket;
      const hasPort = port === undefined || localPort === port || remotePort === port;
      const isAtHost = localAddress === address || remoteAddress === address;
      return hasPort && (all || mine.has(inode) || (isAtHost && !isOfEarlierRun(socket)));
    })
    .map((socket) => withInfo(socket, socket.inode === 0 ? undefined : own.get(socket.inode)));
  rows.sort(byServer(rows));
  return rows.length > manyRows ? rows.toSorted(byLife) : rows;
}

function hostRows(sockets: readonly DiagSocket[], port: number | undefined): readonly SocketRow[] {
  const own = new Map(descriptors().map(({ socketInode, fd }) => [socketInode, fd]));
  const rows = sockets
    .filter(
      ({ localPort, remotePort }) => port === undefined || [localPort, remotePort].includes(port),
    )
    .map((socket) => ({ ...socket, fd: socket.inode === 0 ? undefined : own.get(socket.inode) }));
  return rows.sort(byServer(rows));
}

/** Connections that no process has open any more stand last. */
function byLife(a: SocketRow, b: SocketRow): number {
  return Number(a.state === 'TIME_WAIT') - Number(b.state === 'TIME_WAIT');
}

/**
 * The order of rows: a listener first, then its connections, each beside its other end. The port of
 * a connection's server is that of a listener in the table, else the lower one of the two.
 */
function byServer(rows: readonly SocketRow[]): (a: SocketRow, b: SocketRow) => number {
  const listening = new Set(rows.filter(isListener).map(({ localPort }) => localPort));
  const serverPort = ({ localPort, remotePort }: SocketRow) => {
    const ports = [localPort, remotePort].filter((port) => port > 0);
    return ports.find((port) => listening.has(port)) ?? Math.min(...ports);
  };
  const place = (row: SocketRow) => {
    const server = serverPort(row);
    const isServer = row.localPort === server;
    return [
      server,
      Number(!isListener(row)),
      isServer ? row.remotePort : row.localPort,
      +!isServer,
    ];
  };
  const places = new Map(rows.map((row) => [row, place(row)]));
  return (a, b) => {
    const [one = [], other = []] = [places.get(a), places.get(b)];
    return one.map((value, at) => value - (other[at] ?? 0)).find((difference) => difference) ?? 0;
  };
}

function isListener({ state, protocol }: SocketRow): boolean {
  return protocol === 'tcp' && state === 'LISTEN';
}

function withInfo(socket: InetSocket, fd: number | undefined): SocketRow {
  const info = fd === undefined || socket.protocol === 'udp' ? undefined : tcpInfoOf(fd);
  if (!info || socket.state !== 'LISTEN') return { ...socket, fd, info };
  // For a listener the two fields hold its queue and the queue's limit.
  return { ...socket, fd, info, receiveQueue: info.unacked, sendQueue: info.sacked };
}
