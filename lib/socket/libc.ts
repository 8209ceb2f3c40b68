/**
 * The system calls, and the only file that knows the foreign function interface.
 *
 * A call returns what the C function returns, or `-errno` when that is -1: the number is fetched
 * straight after the call, before anything else can overwrite it. While the diagnostics channel
 * `wirebook.syscall` has subscribers, each call is published there.
 */

import { channel } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import koffi from 'koffi';

/** What `wirebook.syscall` publishes. */
export interface SystemCall {
  /** The name of the call, such as `bind`. */
  readonly name: string;
  /** The arguments as they were passed; buffers are shared with the call, not copied. */
  readonly args: readonly unknown[];
  /** What the C function returned: -1 on failure. */
  readonly result: number;
  /** The error number, 0 where there was no error. */
  readonly errno: number;
  /** When the call began, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** How long the call took, in milliseconds. */
  readonly duration: number;
}

type Bytes = Uint8Array;

const calls = channel('wirebook.syscall');

let loaded: ReturnType<typeof koffi.load> | undefined;

/** The C library of this process. */
function library(): ReturnType<typeof koffi.load> {
  if (process.platform !== 'linux') {
    throw new Error(
      `Sockets of wirebook need Linux, this is ${process.platform}: open the course in its devcontainer (in VS Code: "Dev Containers: Reopen in Container")`,
    );
  }
  loaded ??= koffi.load(null);
  return loaded;
}

/** Binds one C function. It is looked up at its first call, so that importing stays cheap. */
function call<A extends readonly unknown[]>(
  name: string,
  signature: string,
): (...args: A) => number {
  let native: ((...args: A) => number) | undefined;
  return (...args) => {
    native ??= library().func(signature) as unknown as (...args: A) => number;
    if (calls.hasSubscribers) return published(name, native, args);
    const result = native(...args);
    return result < 0 ? -koffi.errno() : result;
  };
}

function published<A extends readonly unknown[]>(
  name: string,
  native: (...args: A) => number,
  args: A,
): number {
  const startedAt = performance.now();
  const result = native(...args);
  const errno = result < 0 ? koffi.errno() : 0;
  const duration = performance.now() - startedAt;
  calls.publish({ name, args, result, errno, startedAt, duration } satisfies SystemCall);
  return result < 0 ? -errno : result;
}

export const socket = call<[domain: number, type: number, protocol: number]>(
  'socket',
  'int socket(int domain, int type, int protocol)',
);
export const socketpair = call<[domain: number, type: number, protocol: number, pair: Bytes]>(
  'socketpair',
  'int socketpair(int domain, int type, int protocol, void *pair)',
);
export const bind = call<[fd: number, address: Bytes, length: number]>(
  'bind',
  'int bind(int fd, void *address, uint32_t length)',
);
export const listen = call<[fd: number, backlog: number]>(
  'listen',
  'int listen(int fd, int backlog)',
);
export const accept4 = call<[fd: number, address: Bytes, length: Bytes, flags: number]>(
  'accept4',
  'int accept4(int fd, void *address, void *length, int flags)',
);
export const connect = call<[fd: number, address: Bytes, length: number]>(
  'connect',
  'int connect(int fd, void *address, uint32_t length)',
);
export const send = call<[fd: number, data: Bytes, length: number, flags: number]>(
  'send',
  'long send(int fd, void *data, size_t length, int flags)',
);
export const recv = call<[fd: number, into: Bytes, length: number, flags: number]>(
  'recv',
  'long recv(int fd, void *into, size_t length, int flags)',
);
export const shutdown = call<[fd: number, how: number]>(
  'shutdown',
  'int shutdown(int fd, int how)',
);
export const close = call<[fd: number]>('close', 'int close(int fd)');
export const getsockname = call<[fd: number, address: Bytes, length: Bytes]>(
  'getsockname',
  'int getsockname(int fd, void *address, void *length)',
);
export const getpeername = call<[fd: number, address: Bytes, length: Bytes]>(
  'getpeername',
  'int getpeername(int fd, void *address, void *length)',
);
export const setsockopt = call<
  [fd: number, level: number, name: number, value: Bytes, length: number]
>('setsockopt', 'int setsockopt(int fd, int level, int name, void *value, uint32_t length)');
export const getsockopt = call<
  [fd: number, level: number, name: number, value: Bytes, length: Bytes]
>('getsockopt', 'int getsockopt(int fd, int level, int name, void *value, void *length)');
export const epollCreate = call<[flags: number]>('epoll_create1', 'int epoll_create1(int flags)');
export const epollControl = call<
  [epoll: number, operation: number, fd: number, event: Bytes | null]
>('epoll_ctl', 'int epoll_ctl(int epoll, int operation, int fd, void *event)');
export const epollWait = call<[epoll: number, events: Bytes, most: number, timeout: number]>(
  'epoll_wait',
  'int epoll_wait(int epoll, void *events, int most, int timeout)',
);

/** A watch that Node's own event loop keeps on a descriptor. */
export interface Watch {
  /** Lets the watch keep the process alive. */
  ref(): void;
  /** Lets the process end although the watch is there. */
  unref(): void;
  close(): void;
}

/** Calls `onReadable` from Node's event loop whenever the descriptor is readable. */
export function watch(fd: number, onReadable: () => void): Watch {
  return koffi.node.poll(fd, { readable: true }, onReadable);
}

const sigaction = call<[signal: number, action: Bytes, old: null]>(
  'sigaction',
  'int sigaction(int signal, const void *action, void *old)',
);
const tgkill = call<[process: number, thread: number, signal: number]>(
  'tgkill',
  'int tgkill(int process, int thread, int signal)',
);

/** A real-time signal that neither Node nor the C library uses. */
const wakeSignal = 40;
/** `sizeof(struct sigaction)`, whose first member is the handler; no flags, so no SA_RESTART. */
const sizeOfSigaction = 152;
let canWake = false;

/**
 * Makes a blocking system call of a thread return with EINTR.
 *
 * @param thread the thread's id; that of the main thread is the process's own
 */
export function wakeThread(thread: number): void {
  if (!canWake) {
    // A signal needs a handler to interrupt a call. abs(3) takes a number, as handlers do, and
    // changes nothing.
    const find = library().func('void *dlsym(void *library, const char *name)');
    const action = Buffer.alloc(sizeOfSigaction);
    action.writeBigUInt64LE(koffi.address(find(null, 'abs')));
    sigaction(wakeSignal, action, null);
    canWake = true;
  }
  tgkill(process.pid, thread, wakeSignal);
}
