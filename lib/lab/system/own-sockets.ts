/** The sockets behind this process's descriptors, the library's and Node's: asked by descriptor. */

import { fstatSync } from 'node:fs';
import { SOCKADDR_SIZE } from '../../socket/address/sockaddr.ts';
import { Addrinfo, SO_NETNS_COOKIE, SOL_SOCKET, SOL_TCP, TCP_INFO } from '../../socket/index.ts';
import { decodeTcpInfo, type TcpInfo } from '../../socket/options/tcp-info.ts';
import { getpeername, getsockname, getsockopt } from '../../socket/system/libc.ts';
import { untraced } from '../base/untraced.ts';
import { descriptors, isBaseline } from './descriptors.ts';

/** A socket that the lesson opened. */
export interface OwnSocket {
  readonly fd: number;
  readonly inode: number;
  readonly local: Addrinfo | undefined;
  readonly remote: Addrinfo | undefined;
}

const room = Buffer.alloc(256);
const length = new Uint32Array(1);
const lengthBytes = new Uint8Array(length.buffer);

/** The sockets that are open now, without those that were open before the lesson. */
export function ownSockets(): readonly OwnSocket[] {
  return descriptors()
    .filter((descriptor) => descriptor.socketInode !== undefined && !isBaseline(descriptor))
    .map(({ fd, socketInode: inode = 0 }) => ({ fd, inode, ...namesOf(fd) }));
}

/** The inode of the socket behind a descriptor; `undefined` if there is none. */
export function socketInodeOf(fd: number): number | undefined {
  try {
    const stats = fstatSync(fd);
    return stats.isSocket() ? stats.ino : undefined;
  } catch {
    return undefined; // EBADF: it was closed.
  }
}

/** The result of `getsockopt(TCP_INFO)`; `undefined` if the descriptor is not a TCP socket. */
export function tcpInfoOf(fd: number): TcpInfo | undefined {
  const bytes = option(fd, { level: SOL_TCP, name: TCP_INFO });
  return bytes && decodeTcpInfo(bytes);
}

/** The number of the network namespace where a socket was made; `undefined` before Linux 5.14. */
export function namespaceOf(fd: number): bigint | undefined {
  return option(fd, { level: SOL_SOCKET, name: SO_NETNS_COOKIE, size: 8 })?.readBigUInt64LE();
}

/** Both ends of a socket, where it has them. */
export function namesOf(fd: number): Pick<OwnSocket, 'local' | 'remote'> {
  return untraced(() => ({ local: name(fd, getsockname), remote: name(fd, getpeername) }));
}

function name(fd: number, call: typeof getsockname): Addrinfo | undefined {
  length[0] = SOCKADDR_SIZE;
  if (call(fd, room, lengthBytes) < 0 || (length[0] ?? 0) < 2) return undefined;
  return Addrinfo.fromSockaddr(room.subarray(0, length[0]));
}

function option(
  fd: number,
  {
    level,
    name,
    size = room.length,
  }: { readonly level: number; readonly name: number; readonly size?: number },
): Buffer | undefined {
  length[0] = size;
  const result = untraced(() => getsockopt(fd, level, name, room, lengthBytes));
  return result < 0 ? undefined : Buffer.from(room.subarray(0, length[0]));
}
