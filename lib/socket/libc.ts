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

import type { InterfaceEntry, MessageHeader, ResolvedAddress, SystemCall } from './libc-types.ts';

type Bytes = Uint8Array;
type Pointer = bigint | null;
type Library = ReturnType<typeof koffi.load>;
type KoffiFunction = ReturnType<Library['func']>;

const calls = channel('wirebook.syscall');

/** The C library of this process. */
const library = once(() => {
  if (process.platform === 'linux') return koffi.load(null);
  throw new Error(
    `Sockets of wirebook need Linux, and this is ${process.platform}: open the course in its devcontainer (in VS Code: "Dev Containers: Reopen in Container")`,
  );
});

/** Binds the C function that `signature` declares. */
function call<A extends readonly unknown[]>(signature: string): (...args: A) => number {
  const name = signature.replace(/\(.*/, '').replace(/.* /, '');
  return bound(name, () => library().func(signature));
}

/** Binds a C function. It is looked up at its first call, so that importing stays cheap. */
function bound<A extends readonly unknown[]>(
  name: string,
  find: () => KoffiFunction,
): (...args: A) => number {
  let native: ((...args: A) => number) | undefined;
  return (...args) => {
    // The signature in C stands beside the one in TypeScript; koffi checks each argument against it.
    native ??= find() as unknown as (...args: A) => number;
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
export const shutdown = call<[fd: number, how: number]>('int shutdown(int, int)');
export const close = call<[fd: number]>('int close(int)');
export const fcntl = call<[fd: number, command: number, value: number]>('int fcntl(int, int, int)');
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

export const sendmsg = bound<[fd: number, message: MessageHeader, flags: number]>('sendmsg', () =>
  library().func('sendmsg', 'long', ['int', koffi.pointer(structures().msghdr), 'int']),
);
/** Lengths and flags of `message` are set to what arrived. */
export const recvmsg = bound<[fd: number, message: MessageHeader, flags: number]>('recvmsg', () => {
  const message = koffi.inout(koffi.pointer(structures().msghdr));
  return library().func('recvmsg', 'long', ['int', message, 'int']);
});

/** The structures, which are laid out alike on x86-64 and arm64. They are made once a thread. */
const structures = once(() => {
  const iovec = koffi.struct({ iov_base: 'void *', iov_len: 'size_t' });
  return {
    msghdr: koffi.struct({
      msg_name: 'void *',
      msg_namelen: 'uint32_t',
      msg_iov: koffi.pointer(iovec),
      msg_iovlen: 'size_t',
      msg_control: 'void *',
      msg_controllen: 'size_t',
      msg_flags: 'int',
    }),
    addrinfo: koffi.struct({
      ai_flags: 'int',
      ai_family: 'int',
      ai_socktype: 'int',
      ai_protocol: 'int',
      ai_addrlen: 'uint32_t',
      ai_addr: 'void *',
      ai_canonname: 'str',
      ai_next: 'void *',
    }),
    ifaddrs: koffi.struct({
      ifa_next: 'void *',
      ifa_name: 'str',
      ifa_flags: 'uint32_t',
      ifa_addr: 'void *',
      ifa_netmask: 'void *',
      ifa_broadcast: 'void *',
      ifa_data: 'void *',
    }),
  };
});

/** What getaddrinfo is asked for. */
export interface Hints {
  readonly ai_flags: number;
  readonly ai_family: number;
  readonly ai_socktype: number;
  readonly ai_protocol: number;
}

const resolve = once(() => {
  const hints = koffi.pointer(structures().addrinfo);
  const answers = koffi.out(koffi.pointer('void *'));
  return library().func('getaddrinfo', 'int', ['str', 'str', hints, answers]);
});

/**
 * Asks the resolver, in a thread of Node's pool, since it may have to ask the network.
 * Gives the answers, or an `EAI_` number, which is negative.
 */
export async function getaddrinfo(
  names: { readonly host: string | null; readonly service: string | null },
  hints: Hints,
): Promise<readonly ResolvedAddress[] | number> {
  const first: [Pointer] = [null];
  const wanted = { ...hints, ai_addrlen: 0, ai_addr: null, ai_canonname: null, ai_next: null };
  const result = await inThread(resolve(), names.host, names.service, wanted, first);
  if (result !== 0) return result;
  const answers = chain(first[0], structures().addrinfo, 'ai_next').map((entry) => ({
    type: Number(entry.ai_socktype),
    protocol: Number(entry.ai_protocol),
    sockaddr: copied(entry.ai_addr, Number(entry.ai_addrlen)) ?? Buffer.alloc(0),
    canonicalName: typeof entry.ai_canonname === 'string' ? entry.ai_canonname : undefined,
  }));
  library().func('void freeaddrinfo(void *)')(first[0]);
  return answers;
}

const resolveBack = once(() =>
  library().func('int getnameinfo(void *, uint32_t, void *, uint32_t, void *, uint32_t, int)'),
);

/** Asks for the names of an address, in a thread. Gives 0 or an `EAI_` number. */
export async function getnameinfo(
  sockaddr: Bytes,
  names: { readonly host: Bytes; readonly service: Bytes; readonly flags: number },
): Promise<number> {
  const { host, service, flags } = names;
  const lengths = [host.length, service.length] as const;
  const name = resolveBack();
  return inThread(name, sockaddr, sockaddr.length, host, lengths[0], service, lengths[1], flags);
}

/** The addresses of all interfaces. */
export function getifaddrs(): readonly InterfaceEntry[] | number {
  const { ifaddrs } = structures();
  const first: [Pointer] = [null];
  const list = library().func('getifaddrs', 'int', [koffi.out(koffi.pointer('void *'))]);
  if (list(first) < 0) return -koffi.errno();
  const entries = chain(first[0], ifaddrs, 'ifa_next').map((entry) => ({
    name: String(entry.ifa_name),
    flags: Number(entry.ifa_flags),
    address: copied(entry.ifa_addr, addressSize(entry.ifa_addr)),
    netmask: copied(entry.ifa_netmask, addressSize(entry.ifa_netmask)),
  }));
  library().func('void freeifaddrs(void *)')(first[0]);
  return entries;
}

/** Closes a descriptor in a thread, where SO_LINGER makes close(2) wait. */
export function closeInThread(fd: number): Promise<number> {
  return inThread(library().func('int close(int)'), fd);
}

function inThread(native: KoffiFunction, ...args: readonly unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    native.async(...args, (error: unknown, result: number) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** The structures of a linked list. */
function chain(
  first: Pointer,
  type: ReturnType<typeof koffi.struct>,
  next: string,
): Record<string, unknown>[] {
  const entries: Record<string, unknown>[] = [];
  for (let at = first; at !== null; ) {
    const entry: Record<string, unknown> = koffi.decode(at, type);
    entries.push(entry);
    at = pointer(entry[next]);
  }
  return entries;
}

function pointer(value: unknown): Pointer {
  return typeof value === 'bigint' ? value : null;
}

/** A copy of C's memory, which may be freed afterwards. */
function copied(address: unknown, length: number): Buffer | undefined {
  const at = pointer(address);
  return at === null ? undefined : Buffer.from(koffi.view(at, length).slice(0));
}

/** The size of the `struct sockaddr` at `address`, by its family. */
function addressSize(address: unknown): number {
  const at = pointer(address);
  const sizes: Readonly<Record<number, number>> = { 2: 16, 10: 28, 17: 20 };
  return at === null ? 0 : (sizes[koffi.decode.uint16(at)] ?? 2);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

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
  'int sigaction(int, const void *, void *)',
);
const tgkill = call<[process: number, thread: number, signal: number]>('int tgkill(int, int, int)');

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
