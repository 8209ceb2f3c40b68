/** The file descriptors that the lesson opened, as `lsof` shows them. */

import { Table } from '../draw/table.ts';
import { type Descriptor, descriptors, flagsOf, isBaseline } from '../system/descriptors.ts';
import { namesOf, tcpInfoOf } from '../system/own-sockets.ts';
import {
  type InetSocket,
  inetSockets,
  localEnd,
  remoteEnd,
  unixSockets,
} from '../system/proc-net.ts';

/** One row of {@link fdTable}. */
export interface DescriptorRow {
  readonly fd: number;
  /** The kind of open file, such as `TCP socket`, `pipe` or `file`. */
  readonly kind: string;
  /** Its addresses, or its path. */
  readonly name: string;
  /** The flags that `fcntl(2)` would tell: `nonblock`, `cloexec`, `append`. */
  readonly flags: readonly string[];
}

/** Which descriptors the table lists. */
export interface FdTableOptions {
  /** Also those that were open before the lesson: the kernel's own. */
  readonly all?: boolean;
  /** Those of another process, such as one that the lesson has started: all of them. */
  readonly pid?: number;
  /** `named`: without pipes, epolls and others that have neither a path nor an address. */
  readonly only?: 'named';
}

/**
 * The open file descriptors of this process, as `lsof -p` would show them; without options those
 * that were opened since the lesson was.
 *
 * Fails where `pid` names no process, or one of another user.
 */
export function fdTable({ all = false, pid, only }: FdTableOptions = {}): Table<DescriptorRow> {
  const sockets = socketsByInode();
  const rows = descriptors(pid)
    .filter((descriptor) => all || pid !== undefined || !isBaseline(descriptor))
    .map((descriptor) => ({
      fd: descriptor.fd,
      ...identify(descriptor, { sockets, isOwn: pid === undefined }),
      flags: flagsOf(descriptor.fd, pid),
    }))
    .filter(({ kind, name }) => only !== 'named' || (kind !== 'epoll' && name !== ''));
  return new Table(rows, {
    caption: 'File descriptors',
    columns: [
      { title: 'fd', value: ({ fd }) => fd },
      { title: 'Kind', value: ({ kind }) => kind },
      { title: 'Name', value: ({ name }) => name, wraps: true },
      { title: 'Flags', value: ({ flags }) => flags.join(' ') },
    ],
    empty: 'None beside those that were open before the lesson.',
  });
}

interface Identity {
  readonly kind: string;
  readonly name: string;
}

function identify(
  { fd, target, socketInode }: Descriptor,
  { sockets, isOwn }: { sockets: ReadonlyMap<number, Identity>; isOwn: boolean },
): Identity {
  if (socketInode !== undefined) {
    const listed = sockets.get(socketInode);
    if (listed !== undefined) return listed;
    return isOwn ? identifyElsewhere(fd) : { kind: 'socket', name: '' };
  }
  const anonymous = target.match(/^anon_inode:\[?([^\]]+)\]?$/)?.[1];
  if (anonymous === 'eventpoll') return { kind: 'epoll', name: 'waits for other descriptors' };
  if (anonymous !== undefined) return { kind: anonymous, name: '' };
  if (target.startsWith('pipe:')) return { kind: 'pipe', name: '' };
  return { kind: target.startsWith('/dev/') ? 'device' : 'file', name: target };
}

/** A socket that this machine's tables do not list: of a host of a lab, or without an address. */
function identifyElsewhere(fd: number): Identity {
  const { local, remote } = namesOf(fd);
  const port = local?.isIp ? local.ipPort : 0;
  if (local === undefined || port === 0)
    return { kind: 'socket', name: 'not bound, not connected' };
  const kind = tcpInfoOf(fd) === undefined ? 'UDP socket' : 'TCP socket';
  return { kind, name: remote === undefined ? String(local) : `${local} ⇄ ${remote}` };
}

function socketsByInode(): ReadonlyMap<number, Identity> {
  const inet = [...inetSockets('tcp'), ...inetSockets('udp')].map(
    (socket) => [socket.inode, identifyInet(socket)] as const,
  );
  const unix = unixSockets().map(
    ({ inode, type, isListening, path }) =>
      [
        inode,
        { kind: `Unix ${type} socket`, name: `${isListening ? 'LISTEN ' : ''}${path}`.trim() },
      ] as const,
  );
  return new Map([...inet, ...unix]);
}

function identifyInet(socket: InetSocket): Identity {
  const peer = remoteEnd(socket);
  const ends = peer ? `${localEnd(socket)} ⇄ ${peer}` : localEnd(socket);
  return socket.protocol === 'tcp'
    ? { kind: 'TCP socket', name: `${socket.state} ${ends}` }
    : { kind: 'UDP socket', name: ends };
}
