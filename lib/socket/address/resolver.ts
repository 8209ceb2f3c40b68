/** Names of hosts and services, and the addresses behind them. */

import type { AddressFamily } from '../system/constants.ts';
import * as lookup from '../system/libc-lookup.ts';
import { checkPort, refuseRange, refuseType } from '../system/validate.ts';
import { type Address, Addrinfo, toAddrinfo } from './addrinfo.ts';

/** The address is to be bound to: without a host it is the wildcard address. */
export const AI_PASSIVE = 0x1;
/** Ask for the official name of the host. */
export const AI_CANONNAME = 0x2;
/** The host is an IP address: look up nothing. */
export const AI_NUMERICHOST = 0x4;
/** IPv4 addresses in IPv6 form, where there are no IPv6 addresses. */
export const AI_V4MAPPED = 0x8;
/** With AI_V4MAPPED: these too, besides IPv6 addresses. */
export const AI_ALL = 0x10;
/** Only families that this machine has an address of. */
export const AI_ADDRCONFIG = 0x20;
/** The service is a port number. */
export const AI_NUMERICSERV = 0x400;

/** The address as it is, no name. */
export const NI_NUMERICHOST = 1;
/** The port as a number. */
export const NI_NUMERICSERV = 2;
/** Fail rather than answer with a number. */
export const NI_NAMEREQD = 8;
/** The service is one of UDP. */
export const NI_DGRAM = 16;

const EAI = {
  EAI_BADFLAGS: [-1, 'bad value for flags'],
  EAI_NONAME: [-2, 'name or service not known'],
  EAI_AGAIN: [-3, 'temporary failure in name resolution'],
  EAI_FAIL: [-4, 'permanent failure in name resolution'],
  EAI_NODATA: [-5, 'no address associated with the name'],
  EAI_FAMILY: [-6, 'address family not supported'],
  EAI_SOCKTYPE: [-7, 'socket type not supported'],
  EAI_SERVICE: [-8, 'service not supported for the socket type'],
  EAI_ADDRFAMILY: [-9, 'no address of the family for the name'],
  EAI_MEMORY: [-10, 'out of memory'],
  EAI_SYSTEM: [-11, 'system error'],
  EAI_OVERFLOW: [-12, 'the name is too long'],
} as const;

/** The name of a failure to resolve, such as `EAI_NONAME`. */
export type ResolveErrorCode = keyof typeof EAI;

/**
 * A name could not be resolved. `code` tells why: EAI_NONAME for good, EAI_AGAIN for now.
 *
 * @example
 * await getaddrinfo('not a name').catch((error) => error instanceof ResolveError); // => true
 */
export class ResolveError extends Error {
  /** The name of the error, such as `EAI_NONAME`. */
  readonly code: ResolveErrorCode;
  /** The number of the error in `netdb.h`. */
  readonly errno: number;
  /** The function that failed. */
  readonly syscall: 'getaddrinfo' | 'getnameinfo';
  /** The host and the service that were looked up. */
  readonly hostname: string;

  /** The error for `errno`, a negative number of `netdb.h`. */
  constructor(syscall: 'getaddrinfo' | 'getnameinfo', errno: number, hostname: string) {
    const [code, text] = describeFailure(errno);
    super(`Cannot resolve ${hostname}: ${text} (${code})`);
    this.name = 'ResolveError';
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
    this.hostname = hostname;
  }
}

/** Hints for a look-up. */
export interface ResolveOptions {
  /** Only addresses of this family. */
  readonly family?: AddressFamily | undefined;
  /** Only for this type of socket, such as {@link SOCK_STREAM}. */
  readonly type?: number | undefined;
  /** Only for this protocol, such as {@link IPPROTO_TCP}. */
  readonly protocol?: number | undefined;
  /** `AI_` flags, combined with `|`. */
  readonly flags?: number | undefined;
}

/**
 * Looks up a host and a service, `getaddrinfo(3)`: in /etc/hosts, in the DNS, in the order
 * of /etc/nsswitch.conf. It runs in a thread of Node's pool and cannot be aborted.
 *
 * Fails with {@link ResolveError}: EAI_NONAME for a name that does not exist, EAI_AGAIN if no
 * name server could be reached, EAI_SERVICE for a service that does not exist. Raises ERR_OUT_OF_RANGE
 * for a port, as a number or as text, that is not from 0 to 65535.
 *
 * @param host a name, an address, or null for this machine
 * @param service a port, a name such as `http`, or null for port 0
 *
 * @example
 * const [first] = await getaddrinfo('127.0.0.1', 80, { type: SOCK_STREAM });
 * first?.toString(); // => '127.0.0.1:80'
 */
export async function getaddrinfo(
  host: string | null,
  service: string | number | null = null,
  options: ResolveOptions = {},
): Promise<[Addrinfo, ...Addrinfo[]]> {
  const names = { host: checkName('host', host), service: checkService(service) };
  const { family = 0, type = 0, protocol = 0, flags = 0 } = options;
  const answers = await lookup.getaddrinfo(names, {
    ai_flags: flags,
    ai_family: family,
    ai_socktype: type,
    ai_protocol: protocol,
  });
  const asked = host ?? `service ${service}`;
  if (typeof answers === 'number') throw new ResolveError('getaddrinfo', answers, asked);
  const [first, ...rest] = answers.map(({ sockaddr, ...about }) =>
    Addrinfo.fromSockaddr(sockaddr, about),
  );
  if (first === undefined) throw new ResolveError('getaddrinfo', EAI.EAI_NONAME[0], asked);
  return [first, ...rest];
}

/**
 * Looks up the names behind an address, `getnameinfo(3)`, in a thread of Node's pool.
 *
 * Fails with {@link ResolveError}: EAI_NONAME with NI_NAMEREQD if there is no name, EAI_FAMILY for
 * an address that has no names.
 *
 * @example
 * const numbers = NI_NUMERICHOST | NI_NUMERICSERV;
 * await getnameinfo(Addrinfo.tcp('127.0.0.1', 80), numbers); // => { host: '127.0.0.1', service: '80' }
 */
export async function getnameinfo(
  address: Address,
  flags = 0,
): Promise<{ readonly host: string; readonly service: string }> {
  // NI_MAXHOST and NI_MAXSERV.
  const host = Buffer.alloc(1025);
  const service = Buffer.alloc(32);
  const endpoint = toAddrinfo(address);
  const result = await lookup.getnameinfo(endpoint.toSockaddr(), { host, service, flags });
  if (result !== 0) throw new ResolveError('getnameinfo', result, String(endpoint));
  return { host: cString(host), service: cString(service) };
}

function checkService(value: string | number | null): string | null {
  if (typeof value === 'number') return String(checkPort(value));
  // The C library takes a number beyond the ports for the rest of its division by 65536.
  if (typeof value === 'string' && /^\s*[+-]?\d+$/.test(value))
    return String(checkPort(Number(value)));
  return checkName('service', value);
}

function checkName(what: string, value: string | null): string | null {
  if (value === null) return value;
  if (typeof value !== 'string') {
    refuseType(what, what === 'host' ? 'text or null' : 'text, a port or null', value);
  }
  if (value.includes('\0')) refuseRange(what, 'text without NUL', value);
  return value;
}

function describeFailure(errno: number): [code: ResolveErrorCode, text: string] {
  for (const [code, [number, text]] of Object.entries(EAI)) {
    // The keys of EAI are its codes; Object.entries forgets it.
    if (number === errno) return [code as ResolveErrorCode, text];
  }
  return ['EAI_FAIL', EAI.EAI_FAIL[1]];
}

function cString(bytes: Buffer): string {
  return bytes.toString('utf8', 0, bytes.indexOf(0));
}
