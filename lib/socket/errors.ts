/** Errors of system calls, shaped like those of Node. */

import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** What a failed call was about. */
export interface SocketErrorContext {
  /** The address that was asked for. */
  readonly address?: string | undefined;
  /** The port that was asked for, 0 to 65535. */
  readonly port?: number | undefined;
  /** The path of a Unix socket. */
  readonly path?: string | undefined;
  /** What caused this error. */
  readonly cause?: unknown;
}

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    // EWOULDBLOCK and EOPNOTSUPP share their numbers with these two; one name must win.
    .filter(([name]) => name !== 'EWOULDBLOCK' && name !== 'ENOTSUP')
    .map(([name, number]) => [number, name]),
);

/** Texts for the numbers that Node's own table lacks. */
const texts: Readonly<Record<string, string>> = {
  EINPROGRESS: 'operation now in progress',
  ENOTSUP: 'operation not supported',
  EPROTOTYPE: 'protocol wrong type for socket',
  EBADMSG: 'bad message',
};

/** What the verb of the message is, where the name of the call would not read well. */
const verbs: Readonly<Record<string, string>> = {
  accept: 'accept on',
  connect: 'connect to',
  listen: 'listen on',
  recv: 'receive from',
  recvfrom: 'receive from',
  recvmsg: 'receive from',
  send: 'send to',
  sendto: 'send to',
  sendmsg: 'send to',
};

/** The name of an error number, such as `EADDRINUSE` for 98. */
export function errorName(errno: number): string {
  return names.get(errno) ?? `errno ${errno}`;
}

/** The text of an error number, such as `address already in use` for 98. */
export function errorText(errno: number): string {
  const name = errorName(errno);
  return getSystemErrorMap().get(-errno)?.[1] ?? texts[name] ?? 'unknown error';
}

/**
 * A system call failed.
 *
 * The fields are those of Node's own errors, so that code which handles `net`'s errors handles
 * these: `code` is the name, `errno` the negative number, `syscall` the call that failed.
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

  constructor(syscall: string, errno: number, context: SocketErrorContext = {}) {
    const code = errorName(errno);
    super(
      `Cannot ${phrase(syscall, context)}: ${errorText(errno)} (${code})`,
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
}

function phrase(syscall: string, { address, port, path }: SocketErrorContext): string {
  const host = address?.includes(':') ? `[${address}]` : address;
  const target = path ?? (port === undefined ? host : `${host}:${port}`);
  if (target === undefined) return syscall;
  return `${verbs[syscall] ?? syscall} ${target}`;
}
