/** Arguments of system calls in the words that C programs write, as `strace` does. */

import { Addrinfo, type SystemCall, socketOptions } from '../../socket/index.ts';
import * as constants from '../../socket/system/constants.ts';

/** The number of bytes of data that a line shows. */
const shownBytes = 24;

type Decoder = (args: readonly unknown[], result: number) => readonly string[];

const decoders: Readonly<Record<string, Decoder>> = {
  socket: ([domain, type, protocol]) => [
    named('AF_', domain),
    socketType(type),
    protocol === 0 ? '0' : named('IPPROTO_', protocol),
  ],
  socketpair: ([domain, type, protocol, pair], result) => [
    named('AF_', domain),
    socketType(type),
    String(protocol),
    result < 0 ? '' : `[${int32s(pair).join(', ')}]`,
  ],
  bind: ([fd, address, length]) => [String(fd), sockaddr(address), String(length)],
  connect: ([fd, address, length]) => [String(fd), sockaddr(address), String(length)],
  accept4: ([fd, address, length, flags], result) => [
    String(fd),
    result < 0 ? 'peer' : sockaddr(address, int32s(length)[0]),
    `[${int32s(length)[0] ?? ''}]`,
    flagsOf('SOCK_', flags),
  ],
  getsockname: decodeName,
  getpeername: decodeName,
  send: ([fd, data, length, flags]) => [
    String(fd),
    bytes(data),
    String(length),
    flagsOf('MSG_', flags),
  ],
  recv: ([fd, data, length, flags], result) => [
    String(fd),
    result < 0 ? 'buffer' : bytes(data, result),
    String(length),
    flagsOf('MSG_', flags),
  ],
  sendto: ([fd, data, length, flags, address, addressLength]) => [
    String(fd),
    bytes(data),
    String(length),
    flagsOf('MSG_', flags),
    sockaddr(address),
    String(addressLength ?? 0),
  ],
  recvfrom: ([fd, data, length, flags, address, addressLength], result) => [
    String(fd),
    result < 0 ? 'buffer' : bytes(data, result),
    String(length),
    flagsOf('MSG_', flags),
    result < 0 ? 'sender' : sockaddr(address, int32s(addressLength)[0]),
    `[${int32s(addressLength)[0] ?? ''}]`,
  ],
  sendmsg: ([fd, , flags]) => [String(fd), 'message', flagsOf('MSG_', flags)],
  recvmsg: ([fd, , flags]) => [String(fd), 'message', flagsOf('MSG_', flags)],
  sendmmsg: ([fd, , count, flags]) => [
    String(fd),
    'messages',
    String(count),
    flagsOf('MSG_', flags),
  ],
  recvmmsg: ([fd, , count, flags]) => [
    String(fd),
    'messages',
    String(count),
    flagsOf('MSG_', flags),
    'NULL',
  ],
  sendfile: ([fd, file, , count]) => [String(fd), String(file), 'offset', String(count)],
  ioctl: ([fd, request, value]) => [
    String(fd),
    ioctls.get(Number(request)) ?? String(request),
    `[${int32s(value)[0] ?? ''}]`,
  ],
  shutdown: ([fd, how]) => [String(fd), named('SHUT_', how)],
  setsockopt: ([fd, level, name, value, length]) => [
    String(fd),
    ...option(level, name),
    optionValue(level, name, value),
    String(length),
  ],
  getsockopt: ([fd, level, name, value, length], result) => [
    String(fd),
    ...option(level, name),
    result < 0 ? 'value' : optionValue(level, name, value),
    `[${int32s(length)[0] ?? ''}]`,
  ],
  epoll_ctl: ([epoll, operation, fd]) => [
    String(epoll),
    ['', 'EPOLL_CTL_ADD', 'EPOLL_CTL_DEL', 'EPOLL_CTL_MOD'][Number(operation)] ?? String(operation),
    String(fd),
    'event',
  ],
};

/** Requests that the library makes. */
const ioctls: ReadonlyMap<number, string> = new Map([
  [constants.FIONREAD, 'FIONREAD'],
  [constants.SIOCOUTQ, 'SIOCOUTQ'],
  [constants.SIOCATMARK, 'SIOCATMARK'],
]);

/** Each argument in words. To be called when the call is published: its buffers are used again. */
export function decodeArguments({ name, args, result }: SystemCall): readonly string[] {
  return decoders[name]?.(args, result) ?? args.map(plain);
}

/** Bytes as a C string, cut where they are many. */
function bytes(data: unknown, length?: number): string {
  if (!(data instanceof Uint8Array)) return plain(data);
  const all = data.subarray(0, length);
  const shown = JSON.stringify(Buffer.from(all.subarray(0, shownBytes)).toString('latin1')).replace(
    /[\x7f-\xff]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16)}`,
  );
  return all.length > shownBytes ? `${shown}...` : shown.replaceAll('\\u00', '\\x');
}

function decodeName([fd, address, length]: readonly unknown[], result: number): readonly string[] {
  return [
    String(fd),
    result < 0 ? 'address' : sockaddr(address, int32s(length)[0]),
    `[${int32s(length)[0] ?? ''}]`,
  ];
}

function plain(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return value === null ? 'NULL' : String(value);
}

function sockaddr(value: unknown, length?: number): string {
  if (!(value instanceof Uint8Array)) return 'NULL';
  const packed = value.subarray(0, length);
  return packed.length < 2 ? '{}' : `{${Addrinfo.fromSockaddr(packed)}}`;
}

function socketType(value: unknown): string {
  const type = Number(value);
  const flags = constants.SOCK_NONBLOCK | constants.SOCK_CLOEXEC;
  return [named('SOCK_', type & ~flags), flagsOf('SOCK_', type & flags)]
    .filter((part) => part !== '0')
    .join('|');
}

/** The name of a constant that has this very value. */
function named(prefix: string, value: unknown): string {
  return table(prefix).find(([, number]) => number === value)?.[0] ?? String(value);
}

/** The names of the flags that are set. */
function flagsOf(prefix: string, value: unknown): string {
  const number = Number(value);
  if (number === 0) return '0';
  const isFlag = (bit: number) => bit > 0 && (prefix !== 'SOCK_' || bit >= constants.SOCK_NONBLOCK);
  const names = table(prefix).filter(([, bit]) => isFlag(bit) && (number & bit) === bit);
  const rest = names.reduce((left, [, bit]) => left & ~bit, number);
  return [...names.map(([name]) => name), ...(rest ? [`0x${rest.toString(16)}`] : [])].join('|');
}

function table(prefix: string): readonly (readonly [name: string, value: number])[] {
  return Object.entries(constants)
    .flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === 'number' ? [[name, value] as const] : [],
    )
    .sort(([, one], [, other]) => one - other);
}

function option(level: unknown, name: unknown): readonly [level: string, name: string] {
  const levels: Readonly<Record<number, string>> = {
    0: 'SOL_IP',
    1: 'SOL_SOCKET',
    6: 'SOL_TCP',
    17: 'SOL_UDP',
    41: 'SOL_IPV6',
    263: 'SOL_PACKET',
  };
  return [levels[Number(level)] ?? String(level), entryOf(level, name)?.name ?? String(name)];
}

function optionValue(level: unknown, name: unknown, value: unknown): string {
  if (!(value instanceof Uint8Array)) return plain(value);
  const kind = entryOf(level, name)?.codec.kind;
  const isNumber = kind === 'number' || kind === 'boolean';
  return isNumber && value.length >= 4 ? `[${int32s(value)[0]}]` : `${value.length} bytes`;
}

function entryOf(level: unknown, name: unknown) {
  return socketOptions().find((entry) => entry.level === level && entry.number === name);
}

function int32s(value: unknown): readonly number[] {
  if (!(value instanceof Uint8Array)) return [];
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: value.byteLength >> 2 }, (_, at) => view.getInt32(at * 4, true));
}
