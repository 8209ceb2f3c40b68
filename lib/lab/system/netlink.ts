/**
 * Requests to the services of the kernel, `netlink(7)`: network interfaces, routes, sockets.
 *
 * All numbers stand in the machine's byte order, which is little-endian on x86-64 and arm64.
 */

import { AF_NETLINK, SOCK_RAW, Socket, SocketError } from '../../socket/index.ts';
import { recv, send } from '../../socket/system/libc.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { traceDescriptor, untraceDescriptor, untraced } from '../base/untraced.ts';

/** Flags of a request. */
export const NLM_F_CREATE = 0x400;
export const NLM_F_EXCL = 0x200;
export const NLM_F_DUMP = 0x300;
const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
/** An error carries the kernel's own words as an attribute, where it was asked to. */
const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;
const NLMSGERR_ATTR_MSG = 1;
const SOL_NETLINK = 270;
const NETLINK_EXT_ACK = 11;

const headerSize = 16;
/** The kernel sends a table in parts of at most so many bytes. */
const partSize = 32_768;

/** A message of the answer to a request. */
export interface NetlinkMessage {
  readonly type: number;
  /** All after the header. */
  readonly body: Buffer;
}

/** A request, without its header. */
export interface NetlinkRequest {
  readonly type: number;
  readonly flags?: number;
  readonly body: readonly Uint8Array[];
  /** What is asked for, in words for an error: `add the route to 10.0.1.0/24`. */
  readonly what: string;
}

/** A line to one service of the kernel, in the network namespace where its socket was made. */
export class NetlinkSocket implements Disposable {
  readonly #socket: Socket;
  readonly #answer = Buffer.alloc(partSize);
  #sequence = 0;

  /** @param socket one of AF_NETLINK, which this line closes */
  constructor(socket: Socket) {
    this.#socket = socket;
    untraceDescriptor(socket.fileno());
    untraced(() => socket.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, uint32(1)));
  }

  /** Opens a line from here to a service, such as {@link NETLINK_ROUTE}. */
  static open(service: number): NetlinkSocket {
    return ResourceScope.outside(() =>
      untraced(() => new NetlinkSocket(new Socket(AF_NETLINK, SOCK_RAW, service))),
    );
  }

  /**
   * Sends a request. The kernel answers while it sends, so nothing has to be waited for.
   *
   * @returns the messages of the answer: none where something was only done
   * @throws SocketError with the kernel's error number, and its own words where it gives some
   */
  request({ type, flags = 0, body, what }: NetlinkRequest): readonly NetlinkMessage[] {
    this.#sequence += 1;
    const isTable = (flags & NLM_F_DUMP) === NLM_F_DUMP;
    const header = Buffer.alloc(headerSize);
    header.writeUInt16LE(type, 4);
    header.writeUInt16LE(flags | NLM_F_REQUEST | (isTable ? 0 : NLM_F_ACK), 6);
    header.writeUInt32LE(this.#sequence, 8);
    const message = Buffer.concat([header, ...body]);
    message.writeUInt32LE(message.length, 0);
    const sent = untraced(() => send(this.#socket.fileno(), message, message.length, 0));
    if (sent < 0) throw new SocketError(what, -sent);
    const messages: NetlinkMessage[] = [];
    for (;;) if (this.#receive(messages, what)) return messages;
  }

  /** Takes one part of an answer in; tells whether it was the last. */
  #receive(messages: NetlinkMessage[], what: string): boolean {
    const length = untraced(() =>
      recv(this.#socket.fileno(), this.#answer, this.#answer.length, 0),
    );
    if (length < 0) throw new SocketError(what, -length);
    const part = Buffer.from(this.#answer.subarray(0, length));
    for (let at = 0; at + headerSize <= part.length; ) {
      const size = part.readUInt32LE(at);
      const type = part.readUInt16LE(at + 4);
      const flags = part.readUInt16LE(at + 6);
      const isOurs = part.readUInt32LE(at + 8) === this.#sequence;
      const body = part.subarray(at + headerSize, at + size);
      at += aligned(Math.max(size, headerSize));
      // Of an earlier request that failed before its answer was read.
      if (!isOurs) continue;
      if (type === NLMSG_DONE) return true;
      if (type === NLMSG_ERROR) {
        const errno = -body.readInt32LE(0);
        if (errno === 0) return true;
        throw new SocketError(what, errno, { advice: kernelsWords(body, flags) });
      }
      messages.push({ type, body });
    }
    return false;
  }

  [Symbol.dispose](): void {
    const fd = this.#socket.fileno();
    untraced(() => this.#socket.close());
    traceDescriptor(fd);
  }
}

/** The kernel's explanation of an error, where it gave one. */
function kernelsWords(error: Buffer, flags: number): string | undefined {
  if (!(flags & NLM_F_ACK_TLVS)) return undefined;
  // Before the attributes the error quotes the request: its header, or all of it.
  const quoted = flags & NLM_F_CAPPED ? headerSize : error.readUInt32LE(4);
  return text(attributes(error.subarray(4 + aligned(quoted))).get(NLMSGERR_ATTR_MSG));
}

/** Packs an attribute of a message: its type, its length, its value, filled up to four bytes. */
export function attribute(type: number, ...values: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(values);
  const packed = Buffer.alloc(aligned(4 + value.length));
  packed.writeUInt16LE(4 + value.length, 0);
  packed.writeUInt16LE(type, 2);
  packed.set(value, 4);
  return packed;
}

/** Unpacks the attributes at the end of a message, by their types. */
export function attributes(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16LE(at);
    if (length < 4) break;
    // The two highest bits tell of nesting and of byte order.
    found.set(bytes.readUInt16LE(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length));
    at += aligned(length);
  }
  return found;
}

/** A value of four bytes. */
export function uint32(value: number): Buffer {
  const packed = Buffer.alloc(4);
  packed.writeUInt32LE(value >>> 0);
  return packed;
}

/** A name, which ends with NUL. */
export function name(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

/** The text of an attribute. */
export function text(value: Buffer | undefined): string | undefined {
  return value?.toString().replace(/\0.*$/s, '');
}

function aligned(length: number): number {
  return (length + 3) & ~3;
}
