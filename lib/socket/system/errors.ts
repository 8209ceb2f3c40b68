/** Errors of system calls, shaped like those of Node. */

import { isIPv6 } from 'node:net';
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** The address or path of a failed call. */
export interface SocketErrorContext {
  /** The address that was asked for. */
  readonly address?: string | undefined;
  /** The port that was asked for, 0 to 65535. */
  readonly port?: number | undefined;
  /** The path of a Unix socket. */
  readonly path?: string | undefined;
  /** The likely mistake or the way out, where it is known; it ends the message. */
  readonly advice?: string | undefined;
  /** The cause of this error. */
  readonly cause?: unknown;
}

/** Numbers and texts of Linux that Node's own tables lack. */
const extra: Readonly<Record<string, readonly [number: number, text: string]>> = {
  ESOCKTNOSUPPORT: [94, 'socket type not supported'],
  ENONET: [64, 'machine is not on the network'],
  EPFNOSUPPORT: [96, 'protocol family not supported'],
  ESHUTDOWN: [108, 'cannot send after transport endpoint shutdown'],
  ETOOMANYREFS: [109, 'too many references'],
  EHOSTDOWN: [112, 'host is down'],
  EINPROGRESS: [constants.errno.EINPROGRESS, 'operation now in progress'],
  EPROTOTYPE: [constants.errno.EPROTOTYPE, 'protocol wrong type for socket'],
  EBADMSG: [constants.errno.EBADMSG, 'bad message'],
  EDOM: [constants.errno.EDOM, 'numerical argument out of domain'],
};

const names: ReadonlyMap<number, string> = new Map([
  ...Object.entries(constants.errno)
    // EWOULDBLOCK and ENOTSUP share their numbers with other names; one name must win.
    .filter(([name]) => name !== 'EWOULDBLOCK' && name !== 'ENOTSUP')
    .map(([name, number]): [number, string] => [number, name]),
  ...Object.entries(extra).map(([name, [number]]): [number, string] => [number, name]),
]);

/** Verbs for messages, where the name of the call would not read well. */
const verbs: Readonly<Record<string, string>> = {
  accept: 'accept on',
  connect: 'connect to',
  listen: 'listen on',
  recv: 'receive from',
  recvfrom: 'receive from',
  recvmsg: 'receive from',
  recvmmsg: 'receive from',
  send: 'send to',
  sendfile: 'send a file to',
  sendto: 'send to',
  sendmsg: 'send to',
  sendmmsg: 'send to',
  socket: 'create a socket',
  socketpair: 'create a pair of sockets',
};

/**
 * The name of an error number, such as `EADDRINUSE` for 98.
 *
 * @example
 * errorName(98); // => 'EADDRINUSE'
 */
export function errorName(errno: number): string {
  return names.get(errno) ?? `errno ${errno}`;
}

/**
 * The text of an error number, such as `address already in use` for 98.
 *
 * @example
 * errorText(98); // => 'address already in use'
 */
export function errorText(errno: number): string {
  const name = errorName(errno);
  return extra[name]?.[1] ?? getSystemErrorMap().get(-errno)?.[1] ?? 'unknown error';
}

/** Marks a SocketError for every copy of this library, such as that of another realm. */
const brand = Symbol.for('wirebook.SocketError');

/**
 * A system call failed.
 *
 * The fields are those of Node's own errors, so that code which handles `net`'s errors handles
 * these: `code` is the name, `errno` the negative number, `syscall` the call that failed.
 *
 * @example
 * const error = new SocketError('bind', 98, { address: '127.0.2.1', port: 4481 });
 * error.message; // => 'Cannot bind 127.0.2.1:4481: address already in use (EADDRINUSE)'
 */
export class SocketError extends Error {
  /** The name of the error, such as `EADDRINUSE`. */
  readonly code: string;
  /** The number of the error, negative as Node writes it, such as -98. */
  readonly errno: number;
  /** The system call that failed, such as `bind`. */
  readonly syscall: string;
  /** The address that was asked for, where there is one. */
  declare readonly address?: string;
  /** The port that was asked for, where there is one. */
  declare readonly port?: number;
  /** The path of a Unix socket, where there is one. */
  declare readonly path?: string;

  /** The error for `errno`, a positive number as C has it. */
  constructor(syscall: string, errno: number, context: SocketErrorContext = {}) {
    const code = errorName(errno);
    const advice = context.advice === undefined ? '' : `; ${context.advice}`;
    super(
      `Cannot ${phrase(syscall, context)}: ${errorText(errno)} (${code})${advice}`,
      context.cause === undefined ? undefined : { cause: context.cause },
    );
    this.name = 'SocketError';
    this.code = code;
    this.errno = -errno;
    this.syscall = syscall;
    for (const key of ['address', 'port', 'path'] as const) {
      const value = context[key];
      if (value !== undefined) Object.defineProperty(this, key, { value, enumerable: true });
    }
  }

  /** Tells whether `value` is a SocketError, of this copy of the library or of another. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass inherits this and answers for itself.
    if (this !== SocketError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && brand in value;
  }
}

Object.defineProperty(SocketError.prototype, brand, { value: true });

/**
 * The stream ended before as many bytes had arrived as were asked for.
 *
 * @example
 * const [left, right] = Socket.pair();
 * left.close();
 * await right.recvExact(5).catch((error) => error.expected); // => 5
 * right.close();
 */
export class EndOfStreamError extends Error {
  /** The code that Node's own streams use for this. */
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE';
  /** The bytes that had arrived. */
  readonly received: Buffer;
  /** The number of bytes that were asked for. */
  readonly expected: number;

  /** The error for `received` where `expected` bytes were asked for. */
  constructor(received: Buffer, expected: number) {
    super(
      `Cannot receive ${expected} bytes: the stream ended after ${received.length} (ERR_STREAM_PREMATURE_CLOSE)`,
    );
    this.name = 'EndOfStreamError';
    this.received = received;
    this.expected = expected;
  }
}

function phrase(syscall: string, { address, port, path }: SocketErrorContext): string {
  const host = address !== undefined && isIPv6(address) ? `[${address}]` : address;
  const target = path ?? (port === undefined ? host : `${host}:${port}`);
  const verb = verbs[syscall] ?? syscall;
  // Without an address there is nothing to receive from, send to or listen on.
  return target === undefined ? verb.replace(/ (from|on|to)$/, '') : `${verb} ${target}`;
}
