/** The files that Unix sockets have at their paths, `unix(7)`: whose they are, and which are stale. */

import { fstatSync, lstatSync, unlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { Addrinfo } from './address/addrinfo.ts';
import { Socket } from './socket.ts';
import {
  AF_NETLINK,
  AF_UNIX,
  NETLINK_SOCK_DIAG,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
} from './system/constants.ts';
import { SocketError } from './system/errors.ts';
import * as libc from './system/libc.ts';

/** The file of a socket, which other files may replace at its path. */
export interface SocketFile {
  /** Absolute: the process may change its folder. */
  readonly path: Buffer;
  readonly dev: bigint;
  readonly ino: bigint;
}

/** The socket at a path; undefined if there is none, or the name is abstract. */
export function socketFileAt(endpoint: Addrinfo): SocketFile | undefined {
  const path = endpoint.unixPathBytes;
  return path.length === 0 || path[0] === 0 ? undefined : fileAt(absolute(path));
}

/**
 * The file that a socket is bound to, where the path that it was bound to leads there still. The kernel
 * knows it by its inode, and answers over NETLINK_SOCK_DIAG: undefined if it cannot.
 */
export function socketFileOf(socket: Socket): SocketFile | undefined {
  const file = socketFileAt(socket.localAddress);
  const bound = boundInode(socket);
  return file !== undefined && Number(file.ino & 0xffff_ffffn) === bound ? file : undefined;
}

/** Removes a file, unless it has gone or another has taken its place. */
export function removeSocketFile({ path, dev, ino }: SocketFile): void {
  const now = fileAt(path);
  if (now?.dev === dev && now.ino === ino) unlinkSync(path);
}

/**
 * Removes the file of a socket that has ended, and calls `bind`, which makes another. Of several that try
 * at once, one comes to do it: the lock is an abstract name, which ends with its socket.
 *
 * Fails with EADDRINUSE if the file is a living socket's or none, or another program replaces it just now.
 */
export function replaceStaleFile(endpoint: Addrinfo, bind: () => void): void {
  const file = socketFileAt(endpoint);
  using lock = new Socket(AF_UNIX, SOCK_DGRAM);
  const isLocked = file !== undefined && tryToLock(lock, file);
  // Before it was locked, another may have replaced it.
  if (!isLocked || socketFileAt(endpoint)?.ino !== file.ino || !isStale(endpoint)) {
    throw new SocketError('bind', constants.errno.EADDRINUSE, endpoint.toErrorContext());
  }
  removeSocketFile(file);
  bind();
}

function tryToLock(lock: Socket, { dev, ino }: SocketFile): boolean {
  const sockaddr = Addrinfo.unix(`\0wirebook-replace-${dev}-${ino}`).toSockaddr();
  return libc.bind(lock.fileno(), sockaddr, sockaddr.length) === 0;
}

/**
 * Tells whether no socket is bound to the file at a path any more: the process that had made it has ended.
 * A socket that is bound and does not listen yet counts, as does one that may not be asked.
 */
function isStale(endpoint: Addrinfo): boolean {
  using probe = new Socket(AF_UNIX, SOCK_DGRAM);
  const sockaddr = endpoint.toSockaddr();
  // To a stream socket this gives EPROTOTYPE, and no connection that its server would have to take.
  const result = libc.connect(probe.fileno(), sockaddr, sockaddr.length);
  return result < 0 && new SocketError('connect', -result).code === 'ECONNREFUSED';
}

function fileAt(path: Buffer): SocketFile | undefined {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found?.isSocket() ? { path, dev: found.dev, ino: found.ino } : undefined;
}

/** The path from the root. Its bytes need not be UTF-8. */
function absolute(path: Buffer): Buffer {
  return path[0] === 0x2f ? path : Buffer.concat([Buffer.from(`${resolve()}/`), path]);
}

const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const UDIAG_SHOW_VFS = 2;
const UNIX_DIAG_VFS = 1;
/** Sizes of `struct nlmsghdr`, `struct unix_diag_req` and `struct unix_diag_msg`. */
const HEADER = 16;
const QUESTION = 24;
const ANSWER = 16;

/** The lower 32 bits of the number of the inode that a socket is bound to, `sock_diag(7)`. */
function boundInode(socket: Socket): number | undefined {
  const type = SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const netlink = libc.socket(AF_NETLINK, type, NETLINK_SOCK_DIAG);
  if (netlink < 0) return undefined;
  try {
    const question = questionAbout(fstatSync(socket.fileno()).ino);
    if (libc.send(netlink, question, question.length, 0) < 0) return undefined;
    // The kernel has answered by now.
    const answer = Buffer.alloc(4_096);
    const length = libc.recv(netlink, answer, answer.length, 0);
    return inodeIn(answer.subarray(0, Math.max(0, length)));
  } finally {
    libc.close(netlink);
  }
}

function questionAbout(inode: number): Buffer {
  const packed = Buffer.alloc(HEADER + QUESTION);
  packed.writeUInt32LE(packed.length, 0);
  packed.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  packed.writeUInt16LE(NLM_F_REQUEST, 6);
  packed.writeUInt8(AF_UNIX, HEADER);
  packed.writeUInt32LE(inode >>> 0, HEADER + 8);
  packed.writeUInt32LE(UDIAG_SHOW_VFS, HEADER + 12);
  // In place of the number that tells a socket from a later one with the same inode: any.
  packed.fill(0xff, HEADER + 16);
  return packed;
}

/** The inode that an answer tells in an attribute of its own; an error tells none. */
function inodeIn(answer: Buffer): number | undefined {
  const isAnswer = answer.length >= HEADER && answer.readUInt16LE(4) === SOCK_DIAG_BY_FAMILY;
  if (!isAnswer) return undefined;
  for (let at = HEADER + ANSWER; at + 8 <= answer.length; ) {
    const length = answer.readUInt16LE(at);
    if (length < 4) return undefined;
    if (answer.readUInt16LE(at + 2) === UNIX_DIAG_VFS) return answer.readUInt32LE(at + 4);
    at += (length + 3) & ~3;
  }
  return undefined;
}
