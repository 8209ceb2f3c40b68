/** The file descriptors that the lesson opened: what `lsof` shows. */

import { type Descriptor, descriptors, flagsOf, isBaseline } from './descriptors.ts';
import { type InetSocket, inetSockets, localEnd, remoteEnd, unixSockets } from './proc-net.ts';
import { Table } from './table.ts';

/** One row of {@link fdTable}. */
export interface DescriptorRow {
  readonly fd: number;
  /** What kind of thing it is, such as `TCP socket`, `pipe` or `file`. */
  readonly kind: string;
  /** Where it is: addresses, a path. */
  readonly name: string;
  /** The flags that `fcntl(2)` would tell: `nonblock`, `cloexec`, `append`. */
  readonly flags: readonly string[];
}

/** Which descriptors the table lists. */
export interface FdTableOptions {
  /** Also those that were open before the lesson: the kernel's own. */
  readonly all?: boolean;
}

/**
 * The open file descriptors of this process, as `lsof -p` would show them; without options those
 * that were opened since the lesson was.
 */
export function fdTable({ all = false }: FdTableOptions = {}): Table<DescriptorRow> {
  const sockets = socketsByInode();
  const rows = descriptors()
    .filter((descriptor) => all || !isBaseline(descriptor))
    .map((descriptor) => ({
      fd: descriptor.fd,
      ...identify(descriptor, sockets),
      flags: flagsOf(descriptor.fd),
    }));
  return new Table(rows, {
    caption: 'File descriptors',
    columns: [
      { title: 'fd', value: ({ fd }) => fd },
      { title: 'Kind', value: ({ kind }) => kind },
      { title: 'Name', value: ({ name }) => name },
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
  { target, socketInode }: Descriptor,
  sockets: ReadonlyMap<number, Identity>,
): Identity {
  if (socketInode !== undefined) {
    return sockets.get(socketInode) ?? { kind: 'socket', name: 'not bound, not connected' };
  }
  const anonymous = target.match(/^anon_inode:\[?([^\]]+)\]?$/)?.[1];
  if (anonymous === 'eventpoll') return { kind: 'epoll', name: 'waits for other descriptors' };
  if (anonymous !== undefined) return { kind: anonymous, name: '' };
  if (target.startsWith('pipe:')) return { kind: 'pipe', name: '' };
  return { kind: target.startsWith('/dev/') ? 'device' : 'file', name: target };
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
