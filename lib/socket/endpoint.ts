/** A socket with addresses: what it is, who it is, and the end of a conversation. */

import { constants } from 'node:os';
import { inspect } from 'node:util';
import { AddressBuffer } from './address-buffer.ts';
import type { Addrinfo } from './addrinfo.ts';
import { type AddressFamily, SHUT_RD, SHUT_RDWR, SHUT_WR } from './constants.ts';
import { SocketError, type SocketErrorContext } from './errors.ts';
import * as libc from './libc.ts';
import { MessageSocket } from './message.ts';
import { SO_DOMAIN, SO_PROTOCOL, SO_TYPE, SOL_SOCKET } from './option-names.ts';
import { refuseRange } from './validate.ts';

const { EAGAIN } = constants.errno;

const address = new AddressBuffer();

/** A socket that has an address, and may have a peer. */
export abstract class EndpointSocket extends MessageSocket {
  /**
   * The address family, SO_DOMAIN.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.domain === AF_INET; // => true
   */
  get domain(): AddressFamily {
    // What the kernel answers here is what socket(2) was called with: a family.
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
    if (result < 0) throw new SocketError('shutdown', -result, this.peerContext());
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
   * The address of the other end, `getpeername(2)`. Fails with ENOTCONN if there is none.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * using client = await TcpSocket.connect(server.localAddress);
   * client.remoteAddress.equals(server.localAddress); // => true
   */
  get remoteAddress(): Addrinfo {
    const fd = this.open('getpeername');
    const { bytes, length } = address.reset();
    const result = libc.getpeername(fd, bytes, length);
    return named('getpeername', result);
  }

  override [inspect.custom](): string {
    const socket = super[inspect.custom]();
    if (this.isClosed) return socket;
    const local = attempted(() => this.localAddress);
    const remote = attempted(() => this.remoteAddress);
    const ends = remote === undefined ? `${local}` : `${local} to ${remote}`;
    return `${socket}, ${ends}`;
  }

  protected override peerContext(): SocketErrorContext {
    return attempted(() => this.remoteAddress)?.toErrorContext() ?? {};
  }

  /** What an error should say about this end. */
  protected localContext(): SocketErrorContext {
    return attempted(() => this.localAddress)?.toErrorContext() ?? {};
  }
}

/** The address that a call has just written. */
function named(syscall: string, result: number): Addrinfo {
  const found = address.address();
  if (result < 0 || found === undefined) throw new SocketError(syscall, -result || EAGAIN);
  return found;
}

/** What goes into an error's message must not raise an error of its own. */
function attempted<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    // The socket has no such address, or is closed: then the message goes without.
    return undefined;
  }
}
