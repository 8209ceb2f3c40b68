/** The system calls, each under its name in C. */

import { call, inThread, library, once } from './ffi.ts';

type Bytes = Uint8Array;

// koffi has no ssize_t; `long` is as wide on both architectures.
export const socket = call<[domain: number, type: number, protocol: number]>(
  'int socket(int, int, int)',
);
export const socketpair = call<[domain: number, type: number, protocol: number, pair: Bytes]>(
  'int socketpair(int, int, int, void *)',
);
export const bind = call<[fd: number, address: Bytes, length: number]>(
  'int bind(int, void *, uint32_t)',
);
export const listen = call<[fd: number, backlog: number]>('int listen(int, int)');
export const accept4 = call<[fd: number, address: Bytes, length: Bytes, flags: number]>(
  'int accept4(int, void *, void *, int)',
);
export const connect = call<[fd: number, address: Bytes, length: number]>(
  'int connect(int, void *, uint32_t)',
);
export const send = call<[fd: number, data: Bytes, length: number, flags: number]>(
  'long send(int, void *, size_t, int)',
);
export const recv = call<[fd: number, into: Bytes, length: number, flags: number]>(
  'long recv(int, void *, size_t, int)',
);
export const sendto = call<
  [fd: number, data: Bytes, length: number, flags: number, to: Bytes, toLength: number]
>('long sendto(int, void *, size_t, int, void *, uint32_t)');
export const recvfrom = call<
  [fd: number, into: Bytes, length: number, flags: number, from: Bytes, fromLength: Bytes]
>('long recvfrom(int, void *, size_t, int, void *, void *)');
export const sendfile = call<[out: number, file: number, offset: Bytes, count: number]>(
  'long sendfile(int, int, void *, size_t)',
);
export const shutdown = call<[fd: number, how: number]>('int shutdown(int, int)');
export const close = call<[fd: number]>('int close(int)');
export const fcntl = call<[fd: number, command: number, value: number]>('int fcntl(int, int, int)');
/** For requests that read an `int`. */
export const ioctl = call<[fd: number, request: number, value: Bytes]>(
  'int ioctl(int, unsigned long, void *)',
);
export const lseek = call<[fd: number, offset: number, whence: number]>(
  'long lseek(int, long, int)',
);
export const getsockname = call<[fd: number, address: Bytes, length: Bytes]>(
  'int getsockname(int, void *, void *)',
);
export const getpeername = call<[fd: number, address: Bytes, length: Bytes]>(
  'int getpeername(int, void *, void *)',
);
export const setsockopt = call<
  [fd: number, level: number, name: number, value: Bytes, length: number]
>('int setsockopt(int, int, int, void *, uint32_t)');
export const getsockopt = call<
  [fd: number, level: number, name: number, value: Bytes, length: Bytes]
>('int getsockopt(int, int, int, void *, void *)');
export const capget = call<[header: Bytes, sets: Bytes]>('int capget(void *, void *)');
export const capset = call<[header: Bytes, sets: Bytes]>('int capset(void *, void *)');
export const poll = call<[fds: Bytes, count: number, timeout: number]>(
  'int poll(void *, unsigned long, int)',
);
export const epollCreate = call<[flags: number]>('int epoll_create1(int)');
export const epollControl = call<
  [epoll: number, operation: number, fd: number, event: Bytes | null]
>('int epoll_ctl(int, int, int, void *)');
export const epollWait = call<[epoll: number, events: Bytes, most: number, timeout: number]>(
  'int epoll_wait(int, void *, int, int)',
);
export const getrlimit = call<[resource: number, limit: Bytes]>('int getrlimit(int, void *)');
export const setrlimit = call<[resource: number, limit: Bytes]>('int setrlimit(int, void *)');
export const ifNameToIndex = call<[name: string]>('int if_nametoindex(str)');
export const ifIndexToName = call<[index: number, name: Bytes]>(
  'long if_indextoname(uint32_t, void *)',
);

/** Takes a `struct msghdr`: see `message-header.ts`. */
export const sendmsg = call<[fd: number, message: Bytes, flags: number]>(
  'long sendmsg(int, void *, int)',
);
/** Lengths and flags of `message` are set to what arrived. */
export const recvmsg = call<[fd: number, message: Bytes, flags: number]>(
  'long recvmsg(int, void *, int)',
);

/** Sends an array of `struct mmsghdr`. Gives their number, which may be smaller. */
export const sendmmsg = call<[fd: number, messages: Bytes, count: number, flags: number]>(
  'int sendmmsg(int, void *, unsigned int, int)',
);
/** Lengths and flags are set to what arrived. */
export const recvmmsg = call<
  [fd: number, messages: Bytes, count: number, flags: number, timeout: null]
>('int recvmmsg(int, void *, unsigned int, int, void *)');

/** Closes a descriptor in a thread, where SO_LINGER makes close(2) wait. */
export function closeInThread(fd: number): Promise<number> {
  return inThread(closeWaiting(), fd);
}

const closeWaiting = once(() => library().func('int close(int)'));
