/** A socket: one end of a conversation, or the place where conversations begin. */

import { channel } from 'node:diagnostics_channel';
import { constants } from 'node:os';
import { AddressBuffer } from './address-buffer.ts';
import type { Addrinfo } from './addrinfo.ts';
import { ConnectingSocket } from './connecting.ts';
import {
  type AddressFamily,
  AF_UNIX,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from './constants.ts';
import {
  adopting,
  create,
  duplicate,
  habitsOf,
  openPair,
  prepareAdoption,
  setBlocking,
} from './creation.ts';
import { SocketError } from './errors.ts';
import type { PeerEvent } from './handle.ts';
import * as libc from './libc.ts';
import { READ } from './registration.ts';
import { asItIs } from './transfer.ts';
import type { WaitOptions } from './waiting.ts';

const { EINTR } = constants.errno;

const acceptance = channel('wirebook.socket.accept');

const address = new AddressBuffer();

/**
 * A socket of the operating system, `socket(7)`. Each method is one system call of the same name,
 * or a few where its documentation says so.
 *
 * Methods that may have to wait return promises: waiting stops neither the event loop nor a thread.
 * Such a wait ends early by `close()` with EBADF, by `timeout` with ETIMEDOUT, and by `signal` with
 * an AbortError. Every failure is a {@link SocketError}, and every call on a closed socket fails
 * with EBADF. The descriptor is never inherited by child processes. A worker thread leaves none open
 * when it ends, by `terminate()` too if whoever started it had loaded this library before.
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
export class Socket extends ConnectingSocket implements AsyncIterable<Buffer> {
  /**
   * Creates a socket, `socket(2)`.
   *
   * Fails with EPERM or EACCES where the type needs a privilege (SOCK_RAW, AF_PACKET), EAFNOSUPPORT
   * or EPROTONOSUPPORT for what this kernel lacks, EMFILE when the process has no descriptor left.
   *
   * @param domain the address family, such as {@link AF_INET}
   * @param type the type, such as {@link SOCK_STREAM}
   * @param protocol the protocol, 0 for the one that belongs to domain and type
   */
  constructor(domain: AddressFamily, type: number, protocol?: number);
  /** @internal */
  constructor(domain: typeof adopting, fd: number);
  constructor(domain: AddressFamily | typeof adopting, type: number, protocol = 0) {
    super(domain === adopting ? type : create(domain, type, protocol));
    if (domain !== adopting) this.habits = habitsOf(domain, type, protocol) ?? this.habits;
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
  static pair(
    domain: AddressFamily = AF_UNIX,
    type: number = SOCK_STREAM,
    protocol = 0,
  ): [Socket, Socket] {
    const [left, right] = openPair(domain, type, protocol);
    return [new Socket(adopting, left), new Socket(adopting, right)];
  }

  /**
   * Adopts a descriptor that is a socket already, such as one that was inherited, received, or given
   * away by {@link detach}. From now on this object closes it.
   *
   * Fails with EBADF if it is not open, ENOTSOCK if it is no socket; then it stays the caller's.
   *
   * @example
   * const socket = new Socket(AF_INET, SOCK_STREAM);
   * using same = Socket.fromFd(socket.detach());
   * same.domain === AF_INET; // => true
   */
  static fromFd(fd: number): Socket {
    prepareAdoption(fd);
    const socket = new Socket(adopting, fd);
    socket.inheritHabits();
    return socket;
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
   * using server = new TcpServer('127.0.0.1', 0);
   * using client = await TcpSocket.connect(server.localAddress);
   * const [connection, peer] = await server.socket.accept();
   * connection.fileno() === server.socket.fileno(); // => false
   * connection.close();
   */
  async accept(options: WaitOptions = {}): Promise<[connection: Socket, peer: Addrinfo]> {
    const fd = this.open('accept');
    let peer: Addrinfo | undefined;
    const accepted = await this.perform(
      () => ({
        syscall: 'accept',
        direction: READ,
        attempt: () => {
          const result = acceptOnce(fd);
          if (result >= 0) peer = address.address();
          return result;
        },
        finish: asItIs,
        context: () => this.localContext(),
      }),
      options,
    );
    // Here and not in the attempt, which may run for the event loop: whoever tracks what opens finds
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
   * using server = new TcpServer('127.0.0.1', 0);
   * using client = await TcpSocket.connect(server.localAddress);
   * const [connection] = server.socket.acceptBlocking(); // returns at once: one is in the queue
   * connection.close();
   */
  acceptBlocking(): [connection: Socket, peer: Addrinfo] {
    const fd = this.open('accept');
    setBlocking(fd, true);
    let result = acceptOnce(fd);
    while (result === -EINTR) result = acceptOnce(fd);
    setBlocking(fd, false);
    if (result < 0) throw new SocketError('accept', -result, this.localContext());
    return this.#welcome(result, address.address());
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
  dup(): Socket {
    const fd = this.open('dup');
    const result = duplicate(fd);
    if (result < 0) throw new SocketError('dup', -result);
    const copy = new Socket(adopting, result);
    copy.habits = this.habits;
    return copy;
  }

  /**
   * What arrives, chunk by chunk, until the end of the stream.
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
    for (;;) {
      const chunk = await this.recv();
      if (chunk.length === 0) return;
      yield chunk;
    }
  }

  /** The object for a connection that was accepted. */
  protected adopt(fd: number): Socket {
    return new Socket(adopting, fd);
  }

  /** The socket of a connection, which inherits the listener's options, with its peer. */
  #welcome(fd: number, peer: Addrinfo | undefined): [Socket, Addrinfo] {
    const connection = this.adopt(fd);
    connection.habits = this.habits;
    if (acceptance.hasSubscribers) {
      acceptance.publish({ socket: connection, fd, peer } satisfies PeerEvent);
    }
    return [connection, peer ?? connection.remoteAddress];
  }
}

function acceptOnce(fd: number): number {
  const { bytes, length } = address.reset();
  return libc.accept4(fd, bytes, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
