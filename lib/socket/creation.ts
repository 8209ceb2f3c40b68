/** How descriptors become sockets: created, paired, adopted. */

import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  IPPROTO_TCP,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from './constants.ts';
import type { Habits } from './descriptor.ts';
import { SocketError } from './errors.ts';
import * as libc from './libc.ts';
import { SO_TYPE, SOL_SOCKET } from './option-names.ts';
import { checkDescriptor, checkInt } from './validate.ts';

const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;
const FD_CLOEXEC = 1;

/** Says that the constructor's second argument is a descriptor that is a socket already. */
export const adopting: unique symbol = Symbol('adopting');

/** Creates a socket that does not block and is not inherited. */
export function create(domain: AddressFamily, type: number, protocol: number): number {
  checkKind(domain, type, protocol);
  const result = libc.socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (result < 0) throw new SocketError('socket', -result);
  return result;
}

const OF_TCP: Habits = { isTcp: true, lingers: false, receiveTimeout: 0, sendTimeout: 0 };

/** How a new socket behaves, where it behaves unlike others. */
export function habitsOf(
  domain: AddressFamily,
  type: number,
  protocol: number,
): Habits | undefined {
  const isInternet = domain === AF_INET || domain === AF_INET6;
  const isStream = (type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) === SOCK_STREAM;
  const isTcp = isInternet && isStream && (protocol === 0 || protocol === IPPROTO_TCP);
  return isTcp ? OF_TCP : undefined;
}

/** The descriptors of two sockets that are connected with each other. */
export function openPair(
  domain: AddressFamily,
  type: number,
  protocol: number,
): [left: number, right: number] {
  checkKind(domain, type, protocol);
  const pair = new Int32Array(2);
  const bytes = new Uint8Array(pair.buffer);
  const flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  const result = libc.socketpair(domain, type | flags, protocol, bytes);
  if (result < 0) throw new SocketError('socketpair', -result);
  const [left = -1, right = -1] = pair;
  return [left, right];
}

/** Prepares a descriptor that someone else opened; raises an error unless it is a socket. */
export function prepareAdoption(fd: number): void {
  checkDescriptor(fd);
  const room = Buffer.alloc(4);
  const isSocket = libc.getsockopt(fd, SOL_SOCKET, SO_TYPE, room, Buffer.from([4, 0, 0, 0]));
  if (isSocket < 0) throw new SocketError('fromFd', -isSocket);
  libc.fcntl(fd, F_SETFD, FD_CLOEXEC);
  setBlocking(fd, false);
}

/** A second descriptor for the same socket; or `-errno`. */
export function duplicate(fd: number): number {
  return libc.fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

function checkKind(domain: number, type: number, protocol: number): void {
  checkInt('domain', domain);
  checkInt('type', type);
  checkInt('protocol', protocol);
}

/** Lets calls on a descriptor stop the process, or no longer, `fcntl(2)` O_NONBLOCK. */
export function setBlocking(fd: number, blocking: boolean): void {
  const flags = libc.fcntl(fd, F_GETFL, 0);
  const wanted = blocking ? flags & ~SOCK_NONBLOCK : flags | SOCK_NONBLOCK;
  if (flags >= 0) libc.fcntl(fd, F_SETFL, wanted);
}
