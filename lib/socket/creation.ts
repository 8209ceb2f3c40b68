/** Makes the descriptors of sockets: created, paired, adopted, duplicated. */

import { NO_TRAITS, socketOption, type Traits, traitOf } from './options/access.ts';
import {
  SO_LINGER,
  SO_PROTOCOL,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  SO_TYPE,
  SOL_SOCKET,
} from './options/option-names.ts';
import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  IPPROTO_TCP,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from './system/constants.ts';
import { SocketError } from './system/errors.ts';
import * as libc from './system/libc.ts';
import { checkInt } from './system/validate.ts';
import { checkUnowned } from './wait/handle.ts';

const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;
const FD_CLOEXEC = 1;

const FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

/** A descriptor that is a socket already. */
export class Opened {
  readonly fd: number;
  readonly traits: Traits;
  /** True if its calls shall fail with EAGAIN where they would have to wait. */
  readonly nonblock: boolean;

  constructor(fd: number, traits: Traits, type = 0) {
    this.fd = fd;
    this.traits = traits;
    this.nonblock = (type & SOCK_NONBLOCK) !== 0;
  }
}

/** Creates a socket that does not block and is not inherited. */
export function create(domain: AddressFamily, type: number, protocol: number): Opened {
  const traits = newTraits(domain, type, protocol);
  const fd = libc.socket(domain, type | FLAGS, protocol);
  if (fd < 0) throw new SocketError('socket', -fd);
  return new Opened(fd, traits, type);
}

/** Creates two sockets that are connected with each other. */
export function createPair(
  domain: AddressFamily,
  type: number,
  protocol: number,
): [left: Opened, right: Opened] {
  const traits = newTraits(domain, type, protocol);
  const pair = new Int32Array(2);
  const result = libc.socketpair(domain, type | FLAGS, protocol, new Uint8Array(pair.buffer));
  if (result < 0) throw new SocketError('socketpair', -result);
  const [left = -1, right = -1] = pair;
  return [new Opened(left, traits, type), new Opened(right, traits, type)];
}

/** Prepares a descriptor that was opened elsewhere; raises an error unless it is a socket. */
export function adopt(fd: number): Opened {
  checkUnowned('adopt', fd);
  const room = Buffer.alloc(4);
  const result = libc.getsockopt(fd, SOL_SOCKET, SO_TYPE, room, Buffer.from([4, 0, 0, 0]));
  if (result < 0) throw new SocketError('fromFd', -result);
  libc.fcntl(fd, F_SETFD, FD_CLOEXEC);
  setBlocking(fd, false);
  const traits = [SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO].map((name) => traitOf(fd, name));
  const isTcp = socketOption(fd, SO_PROTOCOL) === IPPROTO_TCP;
  const type = room.readInt32LE();
  return new Opened(fd, Object.assign({ ...NO_TRAITS, type, isTcp }, ...traits));
}

/** A second descriptor for the same socket. */
export function duplicate(fd: number): number {
  const result = libc.fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (result < 0) throw new SocketError('dup', -result);
  return result;
}

/**
 * Lets calls on a descriptor stop the process, or no longer, `fcntl(2)` O_NONBLOCK: for every copy of it, in
 * whatever process.
 */
export function setBlocking(fd: number, blocking: boolean): void {
  const flags = libc.fcntl(fd, F_GETFL, 0);
  const wanted = blocking ? flags & ~SOCK_NONBLOCK : flags | SOCK_NONBLOCK;
  if (flags >= 0 && flags !== wanted) libc.fcntl(fd, F_SETFL, wanted);
}

const OF_TCP: Traits = { ...NO_TRAITS, type: SOCK_STREAM, isTcp: true };

/** The traits of a new socket. */
function newTraits(domain: AddressFamily, typeAndFlags: number, protocol: number): Traits {
  checkInt('domain', domain);
  const type = checkInt('type', typeAndFlags) & ~FLAGS;
  checkInt('protocol', protocol);
  const isInternet = domain === AF_INET || domain === AF_INET6;
  const isTcp = isInternet && type === SOCK_STREAM && (protocol === 0 || protocol === IPPROTO_TCP);
  return isTcp ? OF_TCP : { ...NO_TRAITS, type };
}
