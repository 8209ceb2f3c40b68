/** Names, addresses and interfaces: the functions of the C library that answer in linked lists. */

import { inThread, library, once } from './ffi.ts';
import koffi from './koffi.ts';
import type { InterfaceEntry, ResolvedAddress } from './libc-types.ts';
import { uninterrupted } from './uninterrupted.ts';

type Bytes = Uint8Array;
type Pointer = bigint | null;

/** The structures, which are laid out alike on x86-64 and arm64. They are made once a thread. */
const structures = once(() => {
  return {
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

/** The question to getaddrinfo. */
export interface Hints {
  readonly ai_flags: number;
  readonly ai_family: number;
  readonly ai_socktype: number;
  readonly ai_protocol: number;
}

const resolve = once(() => library().func('int getaddrinfo(str, str, void *, void *)'));
const freeAnswers = once(() => library().func('void freeaddrinfo(void *)'));
/** `sizeof(struct addrinfo)` */
const ADDRINFO_SIZE = 48;

/**
 * Asks the resolver, in a thread of Node's pool, since it may have to ask the network.
 * Gives the answers, or an `EAI_` number, which is negative.
 */
export async function getaddrinfo(
  names: { readonly host: string | null; readonly service: string | null },
  hints: Hints,
): Promise<readonly ResolvedAddress[] | number> {
  const first = Buffer.alloc(8);
  const result = await inThread(resolve(), names.host, names.service, packHints(hints), first);
  if (result !== 0) return result;
  const answers = chain(pointerIn(first), structures().addrinfo, 'ai_next').map((entry) => ({
    type: Number(entry.ai_socktype),
    protocol: Number(entry.ai_protocol),
    sockaddr: copied(entry.ai_addr, Number(entry.ai_addrlen)) ?? Buffer.alloc(0),
    canonicalName: typeof entry.ai_canonname === 'string' ? entry.ai_canonname : undefined,
  }));
  freeAnswers()(pointerIn(first));
  return answers;
}

function packHints({ ai_flags, ai_family, ai_socktype, ai_protocol }: Hints): Buffer {
  const packed = Buffer.alloc(ADDRINFO_SIZE);
  [ai_flags, ai_family, ai_socktype, ai_protocol].forEach((value, index) => {
    packed.writeInt32LE(value, 4 * index);
  });
  return packed;
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

const listAddresses = once(() => library().func('int getifaddrs(void *)'));
const freeAddresses = once(() => library().func('void freeifaddrs(void *)'));

/** The addresses of all interfaces. */
export function getifaddrs(): readonly InterfaceEntry[] | number {
  const { ifaddrs } = structures();
  const first = Buffer.alloc(8);
  if (listAddresses()(first) < 0) return -koffi.errno();
  const entries = chain(pointerIn(first), ifaddrs, 'ifa_next').map((entry) => ({
    name: String(entry.ifa_name),
    flags: Number(entry.ifa_flags),
    address: copied(entry.ifa_addr, addressSize(entry.ifa_addr)),
    netmask: copied(entry.ifa_netmask, addressSize(entry.ifa_netmask)),
  }));
  freeAddresses()(pointerIn(first));
  return entries;
}

/** The structures of a linked list. */
function chain(
  first: Pointer,
  type: ReturnType<typeof koffi.struct>,
  next: string,
): Record<string, unknown>[] {
  const entries: Record<string, unknown>[] = [];
  for (let at = first; at !== null; ) {
    const from = at;
    const entry: Record<string, unknown> = uninterrupted(() => koffi.decode(from, type));
    entries.push(entry);
    at = pointer(entry[next]);
  }
  return entries;
}

/** The pointer that a function has written. */
function pointerIn(memory: Buffer): Pointer {
  return memory.readBigUInt64LE() || null;
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
