/** How two ends find each other: one is bound and listens, the other connects. */

import { channel } from 'node:diagnostics_channel';
import { constants } from 'node:os';
import { AddressBuffer } from './address-buffer.ts';
import { type Addrinfo, checkAddress } from './addrinfo.ts';
import { SOMAXCONN } from './constants.ts';
import { EndpointSocket } from './endpoint.ts';
import { SocketError } from './errors.ts';
import type { PeerEvent, SocketEvent } from './handle.ts';
import * as libc from './libc.ts';
import { SO_ERROR, SOL_SOCKET } from './option-names.ts';
import { WRITE } from './registration.ts';
import { checkInt } from './validate.ts';
import { checkWait, failure, type Operation, type WaitOptions } from './waiting.ts';

const { EAGAIN, EALREADY, EINPROGRESS, EINTR } = constants.errno;

const bound = channel('wirebook.socket.bind');
const listening = channel('wirebook.socket.listen');
const connecting = channel('wirebook.socket.connect');

const address = new AddressBuffer();

/** A socket that can be bound, listen and connect. */
export abstract class ConnectingSocket extends EndpointSocket {
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
  bind(to: Addrinfo): void {
    const fd = this.open('bind');
    const sockaddr = checkAddress(to).toSockaddr();
    const result = libc.bind(fd, sockaddr, sockaddr.length);
    if (result < 0) throw new SocketError('bind', -result, to.toErrorContext());
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
    if (result < 0) throw new SocketError('listen', -result, this.localContext());
    if (listening.hasSubscribers) listening.publish({ socket: this, fd } satisfies SocketEvent);
  }

  /**
   * Connects to a peer, `connect(2)`, and waits until the connection is made. For a datagram socket
   * it only notes whom to send to and hear from. After a failure, close the socket and take a new
   * one.
   *
   * Fails with ECONNREFUSED if nobody listens there, ETIMEDOUT if nobody answers, ENETUNREACH or
   * EHOSTUNREACH without a way there, EISCONN if it is connected already, EADDRNOTAVAIL when the
   * ephemeral ports are used up, EAGAIN if the queue of a Unix socket is full, ENOENT for a path
   * that does not exist.
   *
   * @param to where to; `timeout` in milliseconds and `signal` limit the wait
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * using client = new Socket(AF_INET, SOCK_STREAM);
   * await client.connect(server.localAddress, { timeout: 1000 });
   * client.remoteAddress.equals(server.localAddress); // => true
   */
  async connect(to: Addrinfo, options: WaitOptions = {}): Promise<void> {
    const fd = this.open('connect');
    const sockaddr = checkAddress(to).toSockaddr();
    const operation: Operation<void> = {
      syscall: 'connect',
      direction: WRITE,
      attempt: () => this.#connected(fd),
      finish: () => undefined,
      context: () => to.toErrorContext(),
    };
    checkWait(options);
    const result = libc.connect(fd, sockaddr, sockaddr.length);
    const hasBegun =
      result >= 0 || result === -EINPROGRESS || result === -EALREADY || result === -EINTR;
    if (hasBegun && connecting.hasSubscribers) {
      connecting.publish({ socket: this, fd, peer: to } satisfies PeerEvent);
    }
    if (result >= 0) return;
    if (!hasBegun || this.nonblock) throw failure(operation, -result);
    await this.perform(() => operation, options);
  }

  /** Whether the connection that was begun has been made: 0, EAGAIN, or what went wrong. */
  #connected(fd: number): number {
    const errno = this.getsockopt(SOL_SOCKET, SO_ERROR);
    if (errno !== 0) return -errno;
    const { bytes, length } = address.reset();
    return libc.getpeername(fd, bytes, length) < 0 ? -EAGAIN : 0;
  }
}
