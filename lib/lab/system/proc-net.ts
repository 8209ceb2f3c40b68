/** Sockets as the kernel lists them: `/proc/net/tcp` and its kin, `proc(5)`. */

import { readFileSync } from 'node:fs';
import { unpackIpv6 } from '../../socket/address/sockaddr.ts';
import { type TcpState, tcpState } from '../../socket/options/tcp-info.ts';
import { formatEndpoint } from '../base/endpoint.ts';

/** A socket of the Internet families. */
export interface InetSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly state: TcpState;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  /** 0 where it has no peer. */
  readonly remotePort: number;
  readonly sendQueue: number;
  readonly receiveQueue: number;
  /** Seconds until the kernel's timer runs out, such as that of TIME_WAIT; undefined without one. */
  readonly timer: number | undefined;
  /** The number of the user who made it. */
  readonly uid: number;
  /** 0 once no process has it open, as in TIME_WAIT. */
  readonly inode: number;
}

/** A Unix socket. */
export interface UnixSocket {
  readonly path: string;
  readonly inode: number;
  readonly type: 'stream' | 'datagram' | 'seqpacket';
  readonly isListening: boolean;
}

/** The TCP or UDP sockets of this network namespace, IPv4 before IPv6. */
export function inetSockets(protocol: 'tcp' | 'udp'): readonly InetSocket[] {
  return [protocol, `${protocol}6`].flatMap((table) =>
    withoutRepeats(lines(`/proc/net/${table}`).map((line) => parseInet(protocol, line))),
  );
}

/** The Unix sockets of this network namespace. */
export function unixSockets(): readonly UnixSocket[] {
  return lines('/proc/net/unix').map((line) => {
    const [, , , flags = '', type = '', , inode = '', ...path] = line.split(/\s+/);
    return {
      path: path.join(' '),
      inode: Number(inode),
      type: type === '0001' ? 'stream' : type === '0002' ? 'datagram' : 'seqpacket',
      isListening: (Number.parseInt(flags, 16) & 0x10000) !== 0,
    };
  });
}

/** Both ends in words. */
export function localEnd({ localAddress, localPort }: InetSocket): string {
  return formatEndpoint(localAddress, localPort);
}

/** The peer in words; empty without a peer. */
export function remoteEnd({ remoteAddress, remotePort }: InetSocket): string {
  return remotePort === 0 ? '' : formatEndpoint(remoteAddress, remotePort);
}

/**
 * The kernel hands its table out page by page, so a socket may stand in it twice when others come
 * or go between two pages. The later line is the newer one.
 */
function withoutRepeats(sockets: readonly InetSocket[]): readonly InetSocket[] {
  const byEnds = new Map(
    sockets.map((socket) => [`${localEnd(socket)} ${remoteEnd(socket)} ${socket.inode}`, socket]),
  );
  return [...byEnds.values()];
}

function parseInet(protocol: 'tcp' | 'udp', line: string): InetSocket {
  const fields = line.trim().split(/\s+/);
  const [, local = '', remote = '', state = '', queues = '', timer = ''] = fields;
  const [uid = '', , inode = ''] = fields.slice(7);
  const [localAddress, localPort] = parseEnd(local);
  const [remoteAddress, remotePort] = parseEnd(remote);
  const [send = '', receive = ''] = queues.split(':');
  return {
    protocol,
    state: tcpState(Number.parseInt(state, 16)),
    localAddress,
    localPort,
    remoteAddress,
    remotePort,
    sendQueue: Number.parseInt(send, 16),
    receiveQueue: Number.parseInt(receive, 16),
    timer: parseTimer(timer),
    uid: Number(uid),
    inode: Number(inode),
  };
}

/** The kernel prints the kind of the timer, 0 for none, and hundredths of a second. */
function parseTimer(text: string): number | undefined {
  const [kind = '', hundredths = ''] = text.split(':');
  return Number.parseInt(kind, 16) === 0 ? undefined : Number.parseInt(hundredths, 16) / 100;
}

function parseEnd(text: string): readonly [address: string, port: number] {
  const [address = '', port = ''] = text.split(':');
  // The address is printed as words of the machine's own byte order, which is little-endian.
  const bytes = Buffer.from(address, 'hex');
  bytes.swap32();
  return [bytes.length === 4 ? bytes.join('.') : unpackIpv6(bytes), Number.parseInt(port, 16)];
}

function lines(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // A kernel without IPv6 has no table of it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').slice(1).filter(Boolean);
}
