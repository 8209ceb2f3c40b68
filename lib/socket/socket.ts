/** A socket: one end of a conversation, or the place where conversations begin. */
// biome-ignore-all lint/complexity/noThisInStatic: a static method that is inherited makes the class it is called on.

import { channel } from 'node:diagnostics_channel';
import { constants } from 'node:os';
import { inspect } from 'node:util';
import { type Address, type Addrinfo, toAddrinfo } from './address/addrinfo.ts';
import { adopt, create, createPair, duplicate, Opened, setBlocking } from './creation.ts';
import { Descriptor } from './descriptor.ts';
import { readOption, traitOf, typedOption } from './options/access.ts';
import type { AncillaryData } from './options/ancillary.ts';
import { packControl, unpackControl } from './options/control.ts';
import {
  SO_ACCEPTCONN,
  SO_DOMAIN,
  SO_ERROR,
  SO_PROTOCOL,
  SO_TYPE,
  SOL_SOCKET,
  SOL_TCP,
  TCP_INFO,
} from './options/option-names.ts';
import type { OptionName } from './options/options.ts';
import { decodeTcpInfo, type TcpInfo } from './options/tcp-info.ts';
import { POLLERR, POLLHUP, POLLOUT } from './poll.ts';
import {
  AddressBuffer,
  borrow,
  checkRoom,
  DEFAULT_LENGTH,
  MessageRooms,
  take,
  trim,
} from './receive-buffer.ts';
import {
  type AddressFamily,
  AF_UNIX,
  FIONREAD,
  MSG_CMSG_CLOEXEC,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_NOSIGNAL,
  MSG_PEEK,
  MSG_WAITALL,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SIOCATMARK,
  SIOCOUTQ,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOMAXCONN,
} from './system/constants.ts';
import { EndOfStreamError, SocketError, type SocketErrorContext } from './system/errors.ts';
import * as libc from './system/libc.ts';
import {
  type MessageParts,
  packMessage,
  packMessages,
  unpackMessage,
  unpackMessageOf,
} from './system/pointer-structs.ts';
import {
  checkBytes,
  checkData,
  checkFileSize,
  checkInt,
  checkInteger,
  checkLength,
  checkOptions,
  refuseRange,
  refuseType,
} from './system/validate.ts';
import type { PeerEvent, SocketEvent } from './wait/handle.ts';
import { CONNECT, type Direction, EXCEPT, READ, WRITE } from './wait/registration.ts';
import { checkWait, failure, type Operation, type WaitOptions } from './wait/waiting.ts';

const { EAGAIN, EALREADY, ECONNRESET, EFAULT, EINPROGRESS, EINTR, EINVAL, ENOTCONN } =
  constants.errno;

const bound = channel('wirebook.socket.bind');
const listening = channel('wirebook.socket.listen');
const accepting = channel('wirebook.socket.accept');
const connecting = channel('wirebook.socket.connect');

/** Options of a call that sends or receives. */
export interface TransferOptions extends WaitOptions {
  /** `MSG_` flags, combined with `|`. With MSG_DONTWAIT the call fails with EAGAIN at once. */
  readonly flags?: number | undefined;
}

/** Options of a message that is sent. */
export interface MessageOptions extends TransferOptions {
  /** The receiver, where the socket is not connected. */
  readonly to?: Address | undefined;
  /** Ancillary data to send beside the bytes. */
  readonly control?: readonly AncillaryData[] | undefined;
}

/** One of several messages to send. */
export interface OutgoingMessage {
  /** The bytes; several pieces are gathered into one message. */
  readonly data: Uint8Array | string | readonly (Uint8Array | string)[];
  /** The receiver, where the socket is not connected. */
  readonly to?: Address | undefined;
  /** Ancillary data to send beside the bytes. */
  readonly control?: readonly AncillaryData[] | undefined;
}

/** The part of a file to send, and the limits of the call. */
export interface SendFileOptions extends WaitOptions {
  /** The place in the file to begin at, in bytes from its beginning; 0 unless told. */
  readonly offset?: number | undefined;
  /** The most bytes to send; without it all up to the end of the file. */
  readonly length?: number | undefined;
}

/** The most of a message to receive. */
export interface ReceiveMessageOptions extends TransferOptions {
  /** The most bytes of data. */
  readonly maxLength?: number | undefined;
  /** The room for ancillary data, in bytes: see {@link cmsgSpace}. */
  readonly controlLength?: number | undefined;
}

/** The most messages to receive, and the most of each. */
export interface ReceiveMessagesOptions extends ReceiveMessageOptions {
  /** The most messages, 1 to 1024; 16 unless told. */
  readonly count?: number | undefined;
}

/** A message that arrived. */
export interface ReceivedMessage {
  readonly data: Buffer;
  /** The sender; undefined on a connected stream. */
  readonly from: Addrinfo | undefined;
  /** The ancillary data that came beside the bytes. */
  readonly control: readonly AncillaryData[];
  /** Flags of the kernel: MSG_TRUNC, MSG_CTRUNC, MSG_OOB, MSG_EOR, MSG_ERRQUEUE. */
  readonly flags: number;
}

/** Room for ancillary data unless told otherwise: two dozen descriptors, say. */
const CONTROL_LENGTH = 256;
/** Linux allows no more: net.core.optmem_max is smaller by far. */
const CONTROL_LENGTHS = { least: 0, most: 0x10_0000 };
const OPTION_SIZES = { least: 0, most: 65_536 };
/** Calls of send(2) or recv(2) that one operation makes before others have their turn. */
const CALLS_PER_TURN = 16;
/** Messages that one call of sendmmsg(2) or recvmmsg(2) moves at most. */
const MESSAGES = { least: 1, most: 1_024 };
/** Bytes of a file that one call of sendfile(2) moves at most. */
const FILE_CHUNK = 262_144;

const address = new AddressBuffer();

/**
 * A socket of the operating system, `socket(7)`. Each method is one system call of the same name,
 * or a few where its documentation says so.
 *
 * Methods that may have to wait return promises: waiting stops neither the event loop nor a thread.
 * Such a wait ends early by `close()` with EBADF, by `timeout` or `deadline` with ETIMEDOUT, and by `signal` with
 * an AbortError. Every failure is a {@link SocketError}, and every call on a closed socket fails
 * with EBADF. The descriptor is never inherited by child processes. A worker thread leaves none open
 * when it ends; `terminate()` may end it at any moment if the thread that started it had loaded this
 * library before.
 *
 * @example
 * using server = new Socket(AF_INET, SOCK_STREAM);
 * server.bind(Addrinfo.tcp('127.0.0.1', 0));
 * server.listen();
 * using client = new Socket(AF_INET, SOCK_STREAM);
 * await client.connect(server.localAddress);
 * const [connection, peer] = await server.accept();
 * peer.equals(client.localAddress); // => true
 * connection.close();
 */
export class Socket extends Descriptor implements AsyncIterable<Buffer> {
  /** The peer as accept(2) told it. */
  #peer: Addrinfo | undefined;
  /** True if shutdown(2) ended a connect that waits: connect(2), called again, would begin another. */
  #hasGivenUp = false;

  /**
   * Creates a socket, `socket(2)`.
   *
   * Fails with EPERM or EACCES where the type needs a privilege (SOCK_RAW, AF_PACKET), EAFNOSUPPORT
   * or EPROTONOSUPPORT for what this kernel lacks, EMFILE when the process has no descriptor left.
   *
   * @param domain the address family, such as {@link AF_INET}
   * @param type the type, such as {@link SOCK_STREAM}; with SOCK_NONBLOCK it begins as {@link nonblock}
   * @param protocol the protocol, 0 for the one that belongs to domain and type
   */
  constructor(domain: AddressFamily, type: number, protocol?: number);
  /** @internal */
  constructor(opened: Opened);
  constructor(domain: AddressFamily | Opened, type = 0, protocol = 0) {
    const opened = domain instanceof Opened ? domain : create(domain, type, protocol);
    super(opened.fd, opened.traits);
    this.nonblock = opened.nonblock;
    this.announce();
  }

  /**
   * Two sockets that are connected with each other, `socketpair(2)`.
   *
   * Fails with EOPNOTSUPP for families other than AF_UNIX.
   *
   * @example
   * const [left, right] = Socket.pair(AF_UNIX, SOCK_SEQPACKET);
   * left.type === right.type; // => true
   * left.close();
   * right.close();
   */
  static pair<T extends Socket>(
    this: SocketClass<T>,
    domain: AddressFamily = AF_UNIX,
    type: number = SOCK_STREAM,
    protocol = 0,
  ): [T, T] {
    const [left, right] = createPair(domain, type, protocol);
    return [socketOf(this, left), socketOf(this, right)];
  }

  /**
   * Adopts a descriptor that is a socket already, such as one that was inherited, received, or given
   * away by {@link detach}. From now on this object closes it. The constructor of a class that
   * extends `Socket` is not run.
   *
   * Fails with EBADF if it is not open, ENOTSOCK if it is no socket; then it stays the caller's. Raises
   * ERR_INVALID_STATE if another object of this library owns it: use {@link dup}, or detach it there.
   *
   * @example
   * const socket = new Socket(AF_INET, SOCK_STREAM);
   * using same = Socket.fromFd(socket.detach());
   * same.domain === AF_INET; // => true
   */
  static fromFd<T extends Socket>(this: SocketClass<T>, fd: number): T {
    const socket = socketOf(this, adopt(fd));
    socket.noteShared();
    return socket;
  }

  /**
   * Gives the socket its address, `bind(2)`: the one that others reach it at.
   *
   * Fails with EADDRINUSE if another socket has it, EADDRNOTAVAIL if it is no address of this
   * machine, EACCES for a port below 1024 without privilege or a folder one may not write to,
   * EINVAL if it has an address already, ENOENT for a path in a folder that does not exist.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.bind(Addrinfo.tcp('127.0.0.1', 0));
   * socket.localAddress.ipPort > 0; // => true
   */
  bind(at: Address): void {
    const fd = this.open('bind');
    const endpoint = toAddrinfo(at);
    const sockaddr = endpoint.toSockaddr();
    const result = libc.bind(fd, sockaddr, sockaddr.length);
    if (result < 0) {
      const advice = result === -EINVAL ? this.#whyNotBound() : undefined;
      throw new SocketError('bind', -result, { ...endpoint.toErrorContext(), advice });
    }
    if (bound.hasSubscribers) bound.publish({ socket: this, fd } satisfies SocketEvent);
  }

  /**
   * Lets connections come, `listen(2)`. They queue in the kernel until accept takes them.
   *
   * Fails with EADDRINUSE if another socket listens at the address, EOPNOTSUPP for a type without
   * connections, EINVAL if it is connected.
   *
   * @param backlog how many connections may queue, 0 or more (one more than this fits in); the
   *   kernel caps it at net.core.somaxconn
   *
   * @example
   * using server = new Socket(AF_INET, SOCK_STREAM);
   * server.listen(5);
   * server.tcpInfo().sacked; // => 5
   */
  listen(backlog: number = SOMAXCONN): void {
    const fd = this.open('listen');
    const result = libc.listen(fd, checkInt('backlog', backlog));
    if (result < 0) throw new SocketError('listen', -result, this.#localContext());
    if (listening.hasSubscribers) listening.publish({ socket: this, fd } satisfies SocketEvent);
  }

  /**
   * Takes a connection from the queue, `accept4(2)`, and waits for one if there is none. However
   * many wait at once, each connection wakes one of them, in their order.
   *
   * Fails with EINVAL if the socket does not listen, EMFILE when the process has no descriptor left
   * (the connection stays in the queue).
   *
   * @returns the connection, a socket of its own, and the address of the peer
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = await TcpSocket.connect(server.localAddress);
   * const [connection, peer] = await server.socket.accept();
   * connection.fileno() === server.socket.fileno(); // => false
   * connection.close();
   */
  async accept(options: WaitOptions = {}): Promise<[connection: this, peer: Addrinfo]> {
    let peer: Addrinfo | undefined;
    const accepted = await this.perform(
      () => ({
        syscall: 'accept',
        direction: READ,
        attempt: (fd) => {
          this.keepNonblocking();
          const result = acceptOnce(fd);
          if (result >= 0) peer = address.address();
          return result;
        },
        finish: asItIs,
        context: (errno) => this.#acceptContext(errno),
      }),
      options,
    );
    // Here and not in the attempt, which may run for the event loop: a subscriber of the channel finds
    // the caller's asynchronous context.
    return this.#welcome(accepted, peer);
  }

  /**
   * Takes a connection and **stops the whole process** until there is one, as accept(2) does in
   * most languages: no timer ticks, no other cell runs. It cannot be aborted or timed out.
   *
   * Fails as {@link accept} does.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = await TcpSocket.connect(server.localAddress);
   * const [connection] = server.socket.acceptBlocking(); // returns at once: one is in the queue
   * connection.close();
   */
  acceptBlocking(): [connection: this, peer: Addrinfo] {
    const fd = this.open('accept');
    setBlocking(fd, true);
    let result = acceptOnce(fd);
    while (result === -EINTR) result = acceptOnce(fd);
    setBlocking(fd, false);
    if (result < 0) throw new SocketError('accept', -result, this.#acceptContext(-result));
    return this.#welcome(result, address.address());
  }

  /**
   * Connects to a peer, `connect(2)`, and waits until the connection is made. For a datagram socket
   * it only sets the peer to send to and to hear from. After a failure, close the socket and take
   * a new one.
   *
   * Fails with ECONNREFUSED if no socket listens there, ETIMEDOUT without an answer, ENETUNREACH or
   * EHOSTUNREACH without a way there, EISCONN if it is connected already, EALREADY while another
   * connect waits, EADDRNOTAVAIL when the ephemeral ports are used up, EAGAIN if the queue of a Unix
   * socket is full, ENOENT for a path that does not exist.
   *
   * @param to where to; `timeout` in milliseconds and `signal` limit the wait
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = new Socket(AF_INET, SOCK_STREAM);
   * await client.connect(server.localAddress, { timeout: 1000 });
   * client.remoteAddress.equals(server.localAddress); // => true
   */
  async connect(to: Address, options: WaitOptions = {}): Promise<void> {
    const fd = this.open('connect');
    const peer = toAddrinfo(to);
    const sockaddr = peer.toSockaddr();
    const operation: Operation<void> = {
      syscall: 'connect',
      direction: CONNECT,
      // Called again, connect(2) tells the outcome. But what ICMP reports while the kernel holds the
      // socket is no outcome for it: it would try again, and SO_ERROR alone tells.
      attempt: () => {
        const events = eventsOf(fd);
        if (events === 0) return -EAGAIN;
        if (this.#hasGivenUp) return -ECONNRESET;
        const isSoft = (events & (POLLERR | POLLHUP)) === POLLERR;
        const errno = isSoft ? this.getsockopt(SOL_SOCKET, SO_ERROR) : 0;
        if (errno !== 0) return -errno;
        this.keepNonblocking();
        const result = libc.connect(fd, sockaddr, sockaddr.length);
        return isUnderWay(result) ? -EAGAIN : result;
      },
      finish: nothing,
      context: () => peer.toErrorContext(),
    };
    checkWait(options);
    if (!this.isIdle(CONNECT)) throw failure(operation, EALREADY);
    this.#hasGivenUp = false;
    this.keepNonblocking();
    const result = libc.connect(fd, sockaddr, sockaddr.length);
    const hasBegun = result >= 0 || result === -EINTR || isUnderWay(result);
    if (hasBegun && connecting.hasSubscribers) {
      connecting.publish({ socket: this, fd, peer } satisfies PeerEvent);
    }
    if (result >= 0) return;
    if (!hasBegun || this.nonblock) throw failure(operation, -result);
    await this.perform(() => operation, options);
  }

  /**
   * Sends bytes, `send(2)`; text is encoded as UTF-8. Waits until the kernel takes some.
   *
   * Fails with EPIPE once the connection is shut down for writing or the peer has reset it,
   * ECONNRESET when the peer resets it, ENOTCONN or EDESTADDRREQ without a peer, EMSGSIZE for a
   * datagram that is too long. No SIGPIPE is raised.
   *
   * @returns how many bytes the kernel took, which may be fewer than given
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.send('Hello'); // => 5
   * left.close();
   * right.close();
   */
  send(data: Uint8Array | string, options: TransferOptions = {}): Promise<number> {
    return this.#send('send', options, (flags) => {
      const bytes = checkData(data);
      return {
        attempt: (fd) => libc.send(fd, bytes, bytes.byteLength, flags),
        finish: asItIs,
      };
    });
  }

  /**
   * Sends all bytes, however many calls of `send(2)` that takes. What others send meanwhile comes
   * after it, never in between. `timeout` limits the whole.
   *
   * Fails as {@link send} does; the error's `bytesSent` says how far it came.
   *
   * @example
   * const [left, right] = Socket.pair();
   * const sending = left.sendAll(Buffer.alloc(1_000_000));
   * (await right.recvExact(1_000_000)).length; // => 1_000_000
   * await sending;
   * left.close();
   * right.close();
   */
  sendAll(data: Uint8Array | string, options: TransferOptions = {}): Promise<void> {
    return this.#send('send', options, (flags) => {
      const bytes = checkData(data);
      const length = bytes.byteLength;
      let bytesSent = 0;
      const attempt = (fd: number): number => {
        for (let calls = 1; ; calls++) {
          // The memory may have shrunk or been detached while the call waited.
          if (bytes.byteLength < length) return -EFAULT;
          const rest = bytesSent === 0 ? bytes : bytes.subarray(bytesSent);
          const result = libc.send(fd, rest, rest.byteLength, flags);
          if (result < 0) return result;
          bytesSent += result;
          if (bytesSent >= length) return 0;
          if (calls >= CALLS_PER_TURN && !this.nonblock) return this.#pause(WRITE);
        }
      };
      return { attempt, finish: nothing, progress: () => ({ bytesSent }) };
    });
  }

  /**
   * Sends a datagram to an address, `sendto(2)`.
   *
   * Fails with EMSGSIZE if it is too long (more than 65507 bytes over IPv4), EACCES for a broadcast
   * address without SO_BROADCAST, EAFNOSUPPORT for an address of another family, EISCONN on a
   * connected Unix socket.
   *
   * @returns how many bytes were sent: all, for a datagram
   *
   * @example
   * using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * using sender = new Socket(AF_INET, SOCK_DGRAM);
   * await sender.sendTo('Hello', receiver.localAddress); // => 5
   */
  sendTo(data: Uint8Array | string, to: Address, options: TransferOptions = {}): Promise<number> {
    return this.#send('sendto', options, (flags) => {
      const bytes = checkData(data);
      const receiver = toAddrinfo(to);
      const sockaddr = receiver.toSockaddr();
      return {
        attempt: (fd) => libc.sendto(fd, bytes, bytes.byteLength, flags, sockaddr, sockaddr.length),
        finish: asItIs,
        context: () => receiver.toErrorContext(),
      };
    });
  }

  /**
   * Sends a message with ancillary data, `sendmsg(2)`. Several pieces of data are gathered into one
   * message.
   *
   * Fails as {@link send} and {@link sendTo} do; with EBADF for a descriptor that is not open,
   * EPERM for credentials that are not one's own.
   *
   * @returns how many bytes were sent
   *
   * @example
   * const [left, right] = Socket.pair(AF_UNIX, SOCK_DGRAM);
   * await left.sendMessage(['Hel', 'lo'], { control: [AncillaryData.rights(left)] }); // => 5
   * left.close();
   * right.close();
   */
  sendMessage(
    data: Uint8Array | string | readonly (Uint8Array | string)[],
    options: MessageOptions = {},
  ): Promise<number> {
    return this.#send('sendmsg', options, (flags) => {
      const parts = partsOf({ data, to: options.to, control: options.control });
      return {
        // Packed at each attempt: the memory may have shrunk meanwhile.
        attempt: (fd) => libc.sendmsg(fd, packMessage(parts), flags),
        finish: asItIs,
        context: contextOf(options.to),
      };
    });
  }

  /**
   * Sends several messages with few calls, `sendmmsg(2)`: for datagrams, of which there are many. What others
   * send meanwhile comes after them, never in between. `timeout` limits the whole.
   *
   * Fails as {@link sendMessage} does; the error's `messagesSent` says how many were sent, all before the
   * one that failed.
   *
   * @example
   * using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * using sender = new UdpSocket();
   * const to = receiver.localAddress;
   * await sender.sendMessages([{ data: 'one', to }, { data: 'two', to }]);
   * (await receiver.recvMessages()).map(({ data }) => String(data)); // => ['one', 'two']
   */
  sendMessages(messages: readonly OutgoingMessage[], options: TransferOptions = {}): Promise<void> {
    return this.#send('sendmmsg', options, (flags) => {
      if (!Array.isArray(messages)) refuseType('messages', 'a list', messages);
      const all = messages.map(partsOf);
      let messagesSent = 0;
      const attempt = (fd: number): number => {
        for (let calls = 1; messagesSent < all.length; calls++) {
          const some = all.slice(messagesSent, messagesSent + MESSAGES.most);
          const result = libc.sendmmsg(fd, packMessages(some), some.length, flags);
          if (result < 0) return result;
          messagesSent += result;
          if (calls >= CALLS_PER_TURN && !this.nonblock) return this.#pause(WRITE);
        }
        return 0;
      };
      const context = () => contextOf(messages[messagesSent]?.to)?.() ?? this.#peerContext();
      return { attempt, finish: nothing, context, progress: () => ({ messagesSent }) };
    });
  }

  /**
   * Sends a file or a part of it, `sendfile(2)`, however many calls that takes: the kernel moves the
   * bytes, and none pass through the memory of this process. What others send meanwhile comes after
   * it. The place at which the file's next read begins stays where it is. `timeout` limits the whole.
   *
   * Where the file is not in memory, each call waits for the disk, and the process with it.
   *
   * Fails as {@link send} does, with ESPIPE for a pipe or a socket, EINVAL for a folder, EBADF for a file
   * that is closed or not open for reading; the error's `bytesSent` says how far it came.
   *
   * @param file an open file, such as a FileHandle of `node:fs/promises`, or the number of its descriptor
   * @returns how many bytes were sent: fewer than `length` if the file ends before
   *
   * @example
   * const { open } = await import('node:fs/promises');
   * await using program = await open(process.execPath);
   * const [left, right] = Socket.pair();
   * await left.sendFile(program, { offset: 1, length: 3 }); // => 3
   * (await right.recv()).toString(); // => 'ELF'
   * left.close();
   * right.close();
   */
  sendFile(file: number | { readonly fd: number }, options: SendFileOptions = {}): Promise<number> {
    return this.#send('sendfile', options, () => {
      const { offset = 0, length = Number.MAX_SAFE_INTEGER } = options;
      const place = Buffer.alloc(8);
      place.writeBigInt64LE(BigInt(checkFileSize('offset', offset)));
      checkFileSize('length', length);
      const number = typeof file === 'object' && file !== null ? () => file.fd : () => file;
      checkInt('file', number());
      let bytesSent = 0;
      const attempt = (fd: number): number => {
        this.keepNonblocking();
        for (let calls = 1; bytesSent < length; calls++) {
          const count = Math.min(length - bytesSent, FILE_CHUNK);
          const result = libc.sendfile(fd, number(), place, count);
          if (result <= 0) return result;
          bytesSent += result;
          if (calls >= CALLS_PER_TURN && !this.nonblock) return this.#pause(WRITE);
        }
        return 0;
      };
      return { attempt, finish: () => bytesSent, progress: () => ({ bytesSent }) };
    });
  }

  /**
   * Receives the bytes that are there, `recv(2)`, and waits if there are none. An empty buffer is the end of the
   * stream, or an empty datagram.
   *
   * Fails with ECONNRESET when the peer resets the connection, ECONNREFUSED when a datagram sent
   * earlier found no receiver, ENOTCONN without a connection.
   *
   * @param maxLength the most bytes to receive
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('Hello');
   * (await right.recv()).toString(); // => 'Hello'
   * left.close();
   * (await right.recv()).length; // => 0
   * right.close();
   */
  recv(maxLength: number = DEFAULT_LENGTH, options: TransferOptions = {}): Promise<Buffer> {
    return this.#receive('recv', options, (flags) => {
      checkLength(maxLength);
      if (flags & MSG_WAITALL && !(flags & MSG_PEEK)) return this.#receivingAll(maxLength, flags);
      let received: Buffer = NOTHING;
      return {
        attempt: (fd) => {
          const room = borrow(maxLength);
          const result = libc.recv(fd, room, maxLength, flags);
          if (result < 0) return result;
          if (flags === MSG_DONTWAIT) this.noteRead(result, maxLength);
          // With MSG_TRUNC the result is the length of the datagram, even beyond its room.
          received = take(room, Math.min(result, maxLength));
          return result;
        },
        finish: () => received,
      };
    });
  }

  /**
   * Receives into memory of the caller's, `recv(2)`: no allocation, no copy.
   *
   * Fails as {@link recv} does.
   *
   * @returns how many bytes arrived; 0 at the end of the stream. With MSG_TRUNC, the length of the
   *   datagram, which may be more than there was room for.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('Hello');
   * const room = Buffer.alloc(3);
   * await right.recvInto(room); // => 3
   * room.toString(); // => 'Hel'
   * left.close();
   * right.close();
   */
  recvInto(buffer: Uint8Array, options: TransferOptions = {}): Promise<number> {
    return this.#receive('recv', options, (flags) => {
      const room = checkRoom(buffer);
      return {
        attempt: (fd) =>
          room.use((bytes) => {
            const result = libc.recv(fd, bytes, bytes.byteLength, flags);
            if (flags === MSG_DONTWAIT) this.noteRead(result, bytes.byteLength);
            return result;
          }),
        finish: asItIs,
      };
    });
  }

  /**
   * Receives exactly `length` bytes, however many calls of `recv(2)` that takes. `timeout` limits
   * the whole.
   *
   * Fails with {@link EndOfStreamError} if the stream ends before, and as {@link recv} does. The
   * error's `received` holds what had arrived.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('\x00\x05Hello');
   * const header = await right.recvExact(2);
   * (await right.recvExact(header.readUInt16BE())).toString(); // => 'Hello'
   * left.close();
   * right.close();
   */
  recvExact(length: number, options: TransferOptions = {}): Promise<Buffer> {
    return this.#receive('recv', options, (flags) => this.#receivingAll(length, flags)).then(
      (received) => {
        if (received.length < length) throw new EndOfStreamError(received, length);
        return received;
      },
    );
  }

  /**
   * Receives a datagram and the address it came from, `recvfrom(2)`. What is longer than
   * `maxLength` is cut off. The address is undefined where there is none: on a connected stream,
   * and for a Unix socket without a name.
   *
   * Fails as {@link recv} does.
   *
   * @example
   * using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * using sender = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * await sender.sendTo('Hello', receiver.localAddress);
   * const [data, from] = await receiver.recvFrom();
   * data.toString(); // => 'Hello'
   * from?.equals(sender.localAddress); // => true
   */
  recvFrom(
    maxLength: number = DEFAULT_LENGTH,
    options: TransferOptions = {},
  ): Promise<[data: Buffer, from: Addrinfo | undefined]> {
    return this.#receive('recvfrom', options, (flags) => {
      checkLength(maxLength);
      let received: [Buffer, Addrinfo | undefined] = [NOTHING, undefined];
      return {
        attempt: (fd) => {
          const room = borrow(maxLength);
          const { bytes, length } = address.reset();
          const result = libc.recvfrom(fd, room, maxLength, flags, bytes, length);
          if (result < 0) return result;
          received = [take(room, Math.min(result, maxLength)), address.address()];
          return result;
        },
        finish: () => received,
      };
    });
  }

  /**
   * Receives a datagram into memory of the caller's, `recvfrom(2)`.
   *
   * @returns the number of bytes, and the sender
   *
   * @example
   * using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * await receiver.sendTo('Hello', receiver.localAddress);
   * const room = Buffer.alloc(100);
   * const [length] = await receiver.recvFromInto(room);
   * room.toString('utf8', 0, length); // => 'Hello'
   */
  recvFromInto(
    buffer: Uint8Array,
    options: TransferOptions = {},
  ): Promise<[length: number, from: Addrinfo | undefined]> {
    return this.#receive('recvfrom', options, (flags) => {
      const room = checkRoom(buffer);
      let from: Addrinfo | undefined;
      return {
        attempt: (fd) => {
          const { bytes, length } = address.reset();
          const result = room.use((into) =>
            libc.recvfrom(fd, into, into.byteLength, flags, bytes, length),
          );
          if (result >= 0) from = address.address();
          return result;
        },
        finish: (result): [number, Addrinfo | undefined] => [result, from],
      };
    });
  }

  /**
   * Receives a message with its ancillary data, `recvmsg(2)`. Descriptors that arrive are closed
   * on `execve(2)`. Those that the caller reads from {@link AncillaryData.descriptors} have to be closed
   * by the caller; all others are closed with the message, once it is garbage.
   *
   * Fails as {@link recv} does.
   *
   * @example
   * using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * receiver.setsockopt(SOL_SOCKET, SO_TIMESTAMP, true);
   * await receiver.sendTo('Hello', receiver.localAddress);
   * const { data, control, flags } = await receiver.recvMessage({ maxLength: 4 });
   * data.toString(); // => 'Hell'
   * (flags & MSG_TRUNC) !== 0; // => true
   * typeof control[0]?.timestamp; // => 'number'
   */
  recvMessage(options: ReceiveMessageOptions = {}): Promise<ReceivedMessage> {
    return this.#receive('recvmsg', options, (flags) => {
      const { maxLength = DEFAULT_LENGTH, controlLength = CONTROL_LENGTH } = options;
      checkLength(maxLength);
      const control = Buffer.alloc(checkInteger('controlLength', controlLength, CONTROL_LENGTHS));
      let message: ReceivedMessage = { data: NOTHING, from: undefined, control: [], flags: 0 };
      return {
        attempt: (fd) => {
          const room = borrow(maxLength);
          const pieces = [room.subarray(0, maxLength)];
          const header = packMessage({ name: address.bytes, pieces, control });
          let result = libc.recvmsg(fd, header, flags | MSG_CMSG_CLOEXEC);
          // Families without descriptors to pass, such as AF_PACKET, may not know that flag.
          if (result === -EINVAL) result = libc.recvmsg(fd, header, flags);
          if (result < 0) return result;
          const arrived = unpackMessage(header);
          message = {
            data: take(room, Math.min(result, maxLength)),
            from: address.address(arrived.nameLength),
            control: unpackControl(control.subarray(0, arrived.controlLength)),
            flags: arrived.flags & ~MSG_CMSG_CLOEXEC,
          };
          return result;
        },
        finish: () => message,
      };
    });
  }

  /**
   * Receives several messages with one call, `recvmmsg(2)`: those that are there, and waits if there are
   * none. For datagrams; each as {@link recvMessage} gives it.
   *
   * Fails as {@link recv} does.
   *
   * @returns the messages in their order, one at least; an empty one is the end of a stream, or an empty
   *   datagram
   *
   * @example
   * using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
   * const to = receiver.localAddress;
   * await receiver.sendMessages(['a', 'b', 'c'].map((data) => ({ data, to })));
   * const [first, ...others] = await receiver.recvMessages({ count: 10 });
   * first?.from?.equals(to); // => true
   * others.length; // => 2
   */
  recvMessages(options: ReceiveMessagesOptions = {}): Promise<ReceivedMessage[]> {
    return this.#receive('recvmmsg', options, (flags) => {
      const { count = 16, maxLength = DEFAULT_LENGTH, controlLength = CONTROL_LENGTH } = options;
      checkInteger('count', count, MESSAGES);
      checkLength(maxLength);
      checkInteger('controlLength', controlLength, CONTROL_LENGTHS);
      let received: ReceivedMessage[] = [];
      return {
        attempt: (fd) => {
          const rooms = new MessageRooms(count, maxLength, controlLength);
          const packed = packMessages(rooms.messages);
          let result = libc.recvmmsg(fd, packed, count, flags | MSG_CMSG_CLOEXEC, null);
          if (result === -EINVAL) result = libc.recvmmsg(fd, packed, count, flags, null);
          const all = Array.from({ length: Math.max(0, result) }, (_, index) => {
            const arrived = unpackMessageOf(packed, index);
            return {
              data: rooms.data(index, arrived.length),
              from: rooms.sender(index, arrived.nameLength),
              control: unpackControl(rooms.control(index, arrived.controlLength)),
              flags: arrived.flags & ~MSG_CMSG_CLOEXEC,
            };
          });
          // The kernel reports the end of a stream as often as there is room for it.
          const end = this.#hasEnd ? all.findIndex(({ data }) => data.length === 0) : -1;
          received = end < 0 ? all : all.slice(0, end + 1);
          return result;
        },
        finish: () => received,
      };
    });
  }

  /**
   * The received bytes, chunk by chunk, until the end of the stream; or datagrams, which have no
   * end, until the socket is closed.
   *
   * Fails as {@link recv} does.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('Hello');
   * left.close();
   * let text = '';
   * for await (const chunk of right) text += chunk;
   * text; // => 'Hello'
   * right.close();
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    const hasEnd = this.#hasEnd;
    while (hasEnd || !this.isClosed) {
      const chunk = await this.recv().catch((error: unknown) => {
        if (hasEnd || !this.isClosed) throw error;
        return undefined;
      });
      if (chunk === undefined || (hasEnd && chunk.length === 0)) return;
      yield chunk;
    }
  }

  /**
   * Ends one direction of the connection or both, `shutdown(2)`: for every copy of the socket, in
   * whatever process. The descriptor stays open.
   *
   * Fails with ENOTCONN without a connection.
   *
   * @param how {@link SHUT_RD}, {@link SHUT_WR} or {@link SHUT_RDWR}
   *
   * @example
   * const [left, right] = Socket.pair();
   * left.shutdown(SHUT_WR);
   * (await right.recv()).length; // => 0
   * left.close();
   * right.close();
   */
  shutdown(how: number = SHUT_RDWR): void {
    const fd = this.open('shutdown');
    if (how !== SHUT_RD && how !== SHUT_WR && how !== SHUT_RDWR) {
      refuseRange('how', 'SHUT_RD, SHUT_WR or SHUT_RDWR', how);
    }
    const result = libc.shutdown(fd, how);
    if (result < 0) throw new SocketError('shutdown', -result, this.#peerContext());
    this.#hasGivenUp = !this.isIdle(CONNECT);
  }

  /**
   * Half-closes the connection: recv finds the end of the stream. TCP does not tell the peer.
   *
   * @example
   * const [left, right] = Socket.pair();
   * left.closeRead();
   * (await left.recv()).length; // => 0
   * left.close();
   * right.close();
   */
  closeRead(): void {
    this.shutdown(SHUT_RD);
  }

  /**
   * Half-closes the connection: the peer finds the end of the stream, and may still send.
   *
   * @example
   * const [left, right] = Socket.pair();
   * left.closeWrite();
   * (await right.recv()).length; // => 0
   * await right.send('still heard'); // => 11
   * left.close();
   * right.close();
   */
  closeWrite(): void {
    this.shutdown(SHUT_WR);
  }

  /**
   * A second descriptor for the same socket, `fcntl(2)` F_DUPFD_CLOEXEC. The connection ends when
   * the last one is closed, or at {@link shutdown}.
   *
   * Fails with EMFILE when the process has no descriptor left.
   *
   * @example
   * const [left, right] = Socket.pair();
   * using copy = left.dup();
   * left.close();
   * await copy.send('still connected'); // => 15
   * right.close();
   */
  dup(): this {
    const copy = this.#sibling(duplicate(this.open('dup')));
    copy.timeout = this.timeout;
    copy.nonblock = this.nonblock;
    copy.#peer = this.#peer;
    for (const socket of [this, copy]) socket.noteShared();
    return copy;
  }

  /**
   * The address of this end, `getsockname(2)`. A socket that was never bound has port 0 (or no
   * path).
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.localAddress.toString(); // => '0.0.0.0:0'
   */
  get localAddress(): Addrinfo {
    const fd = this.open('getsockname');
    const { bytes, length } = address.reset();
    const result = libc.getsockname(fd, bytes, length);
    return named('getsockname', result);
  }

  /**
   * The address of the other end, `getpeername(2)`. A connection that was accepted keeps it when the
   * peer has reset it, which the kernel does not.
   *
   * Fails with ENOTCONN if there is none.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = await TcpSocket.connect(server.localAddress);
   * client.remoteAddress.equals(server.localAddress); // => true
   */
  get remoteAddress(): Addrinfo {
    const fd = this.open('getpeername');
    const { bytes, length } = address.reset();
    const result = libc.getpeername(fd, bytes, length);
    if (result === -ENOTCONN && this.#peer !== undefined) return this.#peer;
    return named('getpeername', result);
  }

  /**
   * Sets an option, `setsockopt(2)`. The type of the value follows from the option: see
   * {@link socketOptions} for all of them.
   *
   * Fails with ENOPROTOOPT where the protocol lacks the option, EINVAL or EDOM for a value that the
   * kernel refuses, EPERM or EACCES where it needs a privilege.
   *
   * @param level the protocol that the option belongs to, such as {@link SOL_SOCKET}
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
   * socket.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
   * socket.getsockopt(SOL_SOCKET, SO_LINGER).seconds; // => 0
   */
  setsockopt<T>(level: number, name: OptionName<T>, value: T): void;
  /** Sets an option to bytes as C has them, for options that this library has no type for. */
  setsockopt(level: number, name: number, value: Uint8Array): void;
  setsockopt(level: number, name: number, value: unknown): void {
    const fd = this.open('setsockopt');
    checkInt('level', level);
    checkInt('option', name);
    const packed = value instanceof Uint8Array ? value : typedOption(level, name).codec.pack(value);
    const bytes = checkBytes('option value', packed);
    const result = libc.setsockopt(fd, level, name, bytes, bytes.byteLength);
    if (result < 0) throw new SocketError('setsockopt', -result);
    if (level === SOL_SOCKET) this.traits = { ...this.traits, ...traitOf(fd, name) };
  }

  /**
   * Reads an option, `getsockopt(2)`.
   *
   * Fails with ENOPROTOOPT where the protocol lacks the option.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.getsockopt(SOL_SOCKET, SO_TYPE) === SOCK_STREAM; // => true
   * socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE, 4); // => Buffer.from([0, 0, 0, 0])
   */
  getsockopt<T>(level: number, name: OptionName<T>): T;
  /** Reads an option as bytes, at most `size` of them. */
  getsockopt(level: number, name: number, size: number): Buffer;
  getsockopt(level: number, name: number, size?: number): unknown {
    const fd = this.open('getsockopt');
    checkInt('level', level);
    checkInt('option', name);
    if (size !== undefined) {
      return readOption(fd, { level, name, size: checkInteger('size', size, OPTION_SIZES) });
    }
    const { codec } = typedOption(level, name);
    return codec.unpack(readOption(fd, { level, name, size: codec.size }));
  }

  /**
   * Asks about the queues of the socket, `ioctl(2)`: {@link FIONREAD}, {@link SIOCOUTQ} or
   * {@link SIOCATMARK}.
   *
   * Fails with EINVAL for a socket that listens, ENOTTY for a type without such a queue. Raises
   * ERR_OUT_OF_RANGE for any other request.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.send('Hello');
   * right.ioctl(FIONREAD); // => 5
   * left.close();
   * right.close();
   */
  ioctl(request: number): number {
    const fd = this.open('ioctl');
    // The kernel would write more than there is room for with others.
    if (![FIONREAD, SIOCOUTQ, SIOCATMARK].includes(request)) {
      refuseRange('request', 'FIONREAD, SIOCOUTQ or SIOCATMARK', request);
    }
    const value = Buffer.alloc(4);
    const result = libc.ioctl(fd, request, value);
    if (result < 0) throw new SocketError('ioctl', -result, this.#localContext());
    return value.readInt32LE();
  }

  /**
   * Tells whether what is received next stands behind the urgent mark, `sockatmark(3)`: recv never goes
   * beyond the mark, so a program that reads until it is there has all that was sent before the urgent
   * byte.
   *
   * Fails with ENOTTY where there is no urgent data, such as on a Unix socket or for UDP.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * using client = await TcpSocket.connect(server.localAddress);
   * using connection = await server.accept();
   * await client.send('before');
   * await client.send('!', { flags: MSG_OOB });
   * await connection.recvExact(6);
   * connection.sockatmark(); // => true
   */
  sockatmark(): boolean {
    return this.ioctl(SIOCATMARK) !== 0;
  }

  /**
   * The kernel's figures of a TCP connection: `TCP_INFO` of `tcp(7)`, decoded. Of a listening
   * socket, `unacked` is the length of the queue and `sacked` its limit.
   *
   * @example
   * using server = new TcpServer({ host: '127.0.0.1', port: 0 });
   * server.socket.tcpInfo().state; // => 'LISTEN'
   */
  tcpInfo(): TcpInfo {
    return decodeTcpInfo(this.getsockopt(SOL_TCP, TCP_INFO));
  }

  /**
   * The address family, SO_DOMAIN.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.domain === AF_INET; // => true
   */
  get domain(): AddressFamily {
    // The kernel answers with the argument of socket(2): a family.
    return this.getsockopt(SOL_SOCKET, SO_DOMAIN) as AddressFamily;
  }

  /**
   * The type without flags, SO_TYPE.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.type === SOCK_STREAM; // => true
   */
  get type(): number {
    return this.getsockopt(SOL_SOCKET, SO_TYPE);
  }

  /**
   * The protocol, SO_PROTOCOL.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.protocol === IPPROTO_TCP; // => true
   */
  get protocol(): number {
    return this.getsockopt(SOL_SOCKET, SO_PROTOCOL);
  }

  override [inspect.custom](): string {
    const socket = super[inspect.custom]();
    if (this.isClosed) return socket;
    const local = attempted(() => this.localAddress);
    const remote = attempted(() => this.remoteAddress);
    const ends = remote === undefined ? `${local}` : `${local} to ${remote}`;
    return `${socket}, ${ends}`;
  }

  /** True if receiving nothing is the end, and not an empty datagram. */
  get #hasEnd(): boolean {
    const { type } = this.traits;
    return type === SOCK_STREAM || type === SOCK_SEQPACKET;
  }

  /**
   * A call that sends. An error is raised, not a signal. MSG_DONTWAIT is passed always: a process that
   * shares the socket may have cleared O_NONBLOCK.
   */
  #send<T>(
    syscall: string,
    options: TransferOptions,
    prepare: (flags: number) => Transfer<T>,
  ): Promise<T> {
    return this.perform(() => {
      const flags = flagsOf(options);
      const {
        attempt,
        finish,
        context = () => this.#peerContext(),
        progress,
      } = prepare(flags | MSG_NOSIGNAL | MSG_DONTWAIT);
      return { syscall, direction: WRITE, flags, attempt, finish, context, progress };
    }, options);
  }

  /** A call that receives. Those for the error queue do not stand behind those for data. */
  #receive<T>(
    syscall: string,
    options: TransferOptions,
    prepare: (flags: number) => Transfer<T>,
  ): Promise<T> {
    return this.perform(() => {
      const flags = flagsOf(options);
      const { attempt, finish, progress } = prepare(flags | MSG_DONTWAIT);
      const direction = flags & MSG_ERRQUEUE ? EXCEPT : READ;
      const context = () => this.#peerContext();
      return { syscall, direction, flags, attempt, finish, context, progress };
    }, options);
  }

  /** Receives until `length` bytes are there or the stream ends. */
  #receivingAll(length: number, waitFlags: number): Transfer<Buffer> {
    const room = Buffer.allocUnsafeSlow(checkLength(length));
    const flags = waitFlags & ~MSG_WAITALL;
    let filled = 0;
    const finish = (): Buffer => trim(room, filled);
    const attempt = (fd: number): number => {
      for (let calls = 1; filled < length; calls++) {
        const result = libc.recv(fd, room.subarray(filled), length - filled, flags);
        if (result <= 0) return result;
        filled += result;
        if (calls >= CALLS_PER_TURN && !this.nonblock) return this.#pause(READ);
      }
      return filled;
    };
    return { attempt, finish, progress: () => ({ received: finish() }) };
  }

  /** Lets everything else in the process have its turn, as if the call would have to wait. */
  #pause(direction: Direction): number {
    this.retrySoon(direction);
    return -EAGAIN;
  }

  /** The reason of an EINVAL of bind, where the socket has an address already. */
  #whyNotBound(): string | undefined {
    const { port = 0, path = '' } = this.#localContext();
    if (port === 0 && path === '') return undefined;
    return `this socket has the address ${this.localAddress} already, and gets one only once`;
  }

  #acceptContext(errno: number): SocketErrorContext {
    const listens = (): boolean => this.getsockopt(SOL_SOCKET, SO_ACCEPTCONN);
    const isTooEarly = errno === EINVAL && attempted(listens) === false;
    const advice = isTooEarly ? 'call listen() before accept()' : undefined;
    return { ...this.#localContext(), advice };
  }

  /** The socket of a connection, which inherits the listener's options, with its peer. */
  #welcome(fd: number, peer: Addrinfo | undefined): [this, Addrinfo] {
    const connection = this.#sibling(fd);
    connection.#peer = peer;
    if (accepting.hasSubscribers) {
      accepting.publish({ socket: connection, fd, peer } satisfies PeerEvent);
    }
    return [connection, peer ?? connection.remoteAddress];
  }

  /** A socket of the same class with the same traits. */
  #sibling(fd: number): this {
    // The constructor of an object is a class of its type.
    return socketOf(this.constructor as unknown as SocketClass<this>, new Opened(fd, this.traits));
  }

  /** Fields of an error about the other end. */
  #peerContext(): SocketErrorContext {
    return attempted(() => this.remoteAddress)?.toErrorContext() ?? {};
  }

  /** Fields of an error about this end. */
  #localContext(): SocketErrorContext {
    return attempted(() => this.localAddress)?.toErrorContext() ?? {};
  }
}

/** `Socket` or a class that extends it. */
interface SocketClass<T extends Socket> {
  readonly prototype: T;
}

/** A socket of a class, whose own constructor is not run: it may do more than create the object. */
function socketOf<T extends Socket>(type: SocketClass<T>, opened: Opened): T {
  // The result has the prototype of `type`.
  return Reflect.construct(Socket, [opened], type as never) as T;
}

/** The part of an operation that differs between the calls that send or receive. */
type Transfer<T> = Pick<Operation<T>, 'attempt' | 'finish' | 'context' | 'progress'>;

const NOTHING = Buffer.alloc(0);

function nothing(): void {}

/** Asks poll(2) about a socket that connects: it has events once it is connected, or has failed. */
function eventsOf(fd: number): number {
  const request = Buffer.alloc(8);
  request.writeInt32LE(fd);
  request.writeInt16LE(POLLOUT, 4);
  libc.poll(request, 1, 0);
  return request.readInt16LE(6);
}

function isUnderWay(result: number): boolean {
  return result === -EINPROGRESS || result === -EALREADY;
}

function asItIs(result: number): number {
  return result;
}

/** The parts of a message, checked. */
function partsOf(message: OutgoingMessage): MessageParts {
  const { data, to, control } = checkOptions(message);
  return {
    name: to === undefined ? null : toAddrinfo(to).toSockaddr(),
    pieces: (Array.isArray(data) ? data : [data]).map(checkData),
    control: control === undefined ? null : packControl(control),
  };
}

/** Fields of an error about a receiver. */
function contextOf(to: Address | undefined): (() => SocketErrorContext) | undefined {
  return to === undefined ? undefined : () => toAddrinfo(to).toErrorContext();
}

function flagsOf(options: TransferOptions): number {
  const { flags = 0 } = checkOptions(options);
  return checkInt('flags', flags);
}

function acceptOnce(fd: number): number {
  const { bytes, length } = address.reset();
  return libc.accept4(fd, bytes, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/** The address that a call has just written. */
function named(syscall: string, result: number): Addrinfo {
  const found = address.address();
  if (result < 0 || found === undefined) throw new SocketError(syscall, -result || EAGAIN);
  return found;
}

/** Asks the kernel without raising an error of its own: the answer is for an error's message. */
function attempted<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    // The kernel has no such answer, or the socket is closed: then the message goes without.
    return undefined;
  }
}
