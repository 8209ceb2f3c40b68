/** The sockets behind this process's descriptors, whoever opened them: asked by descriptor alone. */

import { Addrinfo, SOL_TCP, TCP_INFO } from '../socket/index.ts';
import { getpeername, getsockname, getsockopt } from '../socket/libc.ts';
import { SOCKADDR_SIZE } from '../socket/sockaddr.ts';
import { decodeTcpInfo, type TcpInfo } from '../socket/tcp-info.ts';
import { descriptors, isBaseline } from './descriptors.ts';
import { unobserved } from './unobserved.ts';

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

/** What `getsockopt(TCP_INFO)` says of a descriptor; `undefined` if it is no TCP socket. */
export function tcpInfoOf(fd: number): TcpInfo | undefined {
  const bytes = option(fd, { level: SOL_TCP, name: TCP_INFO });
  return bytes && decodeTcpInfo(bytes);
}

/** Both ends of a socket, where it has them. */
export function namesOf(fd: number): Pick<OwnSocket, 'local' | 'remote'> {
  return unobserved(() => ({ local: name(fd, getsockname), remote: name(fd, getpeername) }));
}

function name(fd: number, call: typeof getsockname): Addrinfo | undefined {
  length[0] = SOCKADDR_SIZE;
  if (call(fd, room, lengthBytes) < 0 || (length[0] ?? 0) < 2) return undefined;
  return Addrinfo.fromSockaddr(room.subarray(0, length[0]));
}

function option(
  fd: number,
  { level, name }: { readonly level: number; readonly name: number },
): Buffer | undefined {
  length[0] = room.length;
  const result = unobserved(() => getsockopt(fd, level, name, room, lengthBytes));
  return result < 0 ? undefined : Buffer.from(room.subarray(0, length[0]));
}
