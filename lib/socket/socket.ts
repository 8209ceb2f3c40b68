/** A socket: one end of a conversation, or the place where conversations begin. */

import { channel } from 'node:diagnostics_channel';
import { constants } from 'node:os';
import { Addrinfo } from './addrinfo.ts';
import {
  type AddressFamily,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOMAXCONN,
} from './constants.ts';
import type { SocketEvent, WaitOptions } from './descriptor.ts';
import { SocketError, type SocketErrorContext } from './errors.ts';
import * as libc from './libc.ts';
import { SO_ERROR, SOL_SOCKET } from './option-names.ts';
import { READ, WRITE } from './reactor.ts';
import { SOCKADDR_SIZE } from './sockaddr.ts';
import { StreamSocket } from './stream.ts';
import { checkInt, refuseRange, refuseType } from './validate.ts';

const { EAGAIN, EALREADY, EINPROGRESS } = constants.errno;

/** What the constructor is called with to adopt a descriptor that is already a socket. */
const adopting = Symbol('adopting');

const acceptance = channel('wirebook.socket.accept');
const bound = channel('wirebook.socket.bind');
const listening = channel('wirebook.socket.listen');

const address = Buffer.alloc(SOCKADDR_SIZE);
const addressLength = new Uint32Array(1);
const addressLengthBytes = new Uint8Array(addressLength.buffer);

export class Socket extends StreamSocket implements AsyncIterable<Buffer> {
  /** Creates a socket, `socket(2)`. */
  constructor(domain: AddressFamily, type: number, protocol?: number);
  /** @internal */
  constructor(adopted: typeof adopting, fd: number);
  constructor(domain: AddressFamily | typeof adopting, type: number, protocol = 0) {
    super(domain === adopting ? type : create(domain, type, protocol));
  }

  /** Names the socket: the address that others reach it by, `bind(2)`. */
  bind(to: Addrinfo): void {
    const fd = this.open('bind');
    const sockaddr = checkAddress(to).toSockaddr();
    const result = libc.bind(fd, sockaddr, sockaddr.length);
    if (result < 0) throw new SocketError('bind', -result, to.toErrorContext());
    if (bound.hasSubscribers) bound.publish({ socket: this, fd } satisfies SocketEvent);
  }

  /** Waits for connections: the kernel queues up to `backlog` of them, `listen(2)`. */
  listen(backlog: number = SOMAXCONN): void {
    const fd = this.open('listen');
    const result = libc.listen(fd, checkInt('backlog', backlog));
    if (result < 0) throw new SocketError('listen', -result, this.#localContext());
    if (listening.hasSubscribers) listening.publish({ socket: this, fd } satisfies SocketEvent);
  }

  /** Takes a connection from the queue, and waits for one if there is none, `accept(2)`. */
  async accept(options: WaitOptions = {}): Promise<[connection: Socket, peer: Addrinfo]> {
    const fd = this.open('accept');
    let peer: Addrinfo | undefined;
    const accepted = await this.perform(
      {
        syscall: 'accept',
        direction: READ,
        attempt: () => {
          addressLength[0] = SOCKADDR_SIZE;
          const flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
          const result = libc.accept4(fd, address, addressLengthBytes, flags);
          if (result < 0) return result;
          peer = Addrinfo.fromSockaddr(address.subarray(0, addressLength[0]));
          return result;
        },
        context: () => this.#localContext(),
      },
      options,
    );
    // Here and not in the attempt, which may run for the event loop: whoever tracks what opens finds
    // the caller's asynchronous context.
    const connection = new Socket(adopting, accepted);
    if (peer === undefined) throw new SocketError('accept', EAGAIN);
    if (acceptance.hasSubscribers) {
      acceptance.publish({ socket: connection, fd: accepted } satisfies SocketEvent);
    }
    return [connection, peer];
  }

  /** Connects to a peer, `connect(2)`, and waits until the connection is made. */
  async connect(to: Addrinfo, options: WaitOptions = {}): Promise<void> {
    const fd = this.open('connect');
    const sockaddr = checkAddress(to).toSockaddr();
    let begun = false;
    await this.perform(
      {
        syscall: 'connect',
        direction: WRITE,
        attempt: () => {
          if (begun) return this.#connected();
          const result = libc.connect(fd, sockaddr, sockaddr.length);
          begun = result === -EINPROGRESS || result === -EALREADY;
          return begun ? -EAGAIN : result;
        },
        context: () => to.toErrorContext(),
      },
      options,
    );
  }

  /** Ends one direction of the connection or both, for every copy of the socket, `shutdown(2)`. */
  shutdown(how: number = SHUT_RDWR): void {
    const fd = this.open('shutdown');
    if (how !== SHUT_RD && how !== SHUT_WR && how !== SHUT_RDWR) {
      refuseRange('how', 'SHUT_RD, SHUT_WR or SHUT_RDWR', how);
    }
    const result = libc.shutdown(fd, how);
    if (result < 0) throw new SocketError('shutdown', -result, this.peerContext());
  }

  /** Half-closes the connection: nothing more is to be read here. */
  closeRead(): void {
    this.shutdown(SHUT_RD);
  }

  /** Half-closes the connection: the peer reads the end of the stream. */
  closeWrite(): void {
    this.shutdown(SHUT_WR);
  }

  /** The address of this end, `getsockname(2)`. */
  get localAddress(): Addrinfo {
    return this.#name('getsockname');
  }

  /** The address of the other end, `getpeername(2)`. */
  get remoteAddress(): Addrinfo {
    return this.#name('getpeername');
  }

  /** What arrives, chunk by chunk, until the end of the stream. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const chunk = await this.recv();
      if (chunk.length === 0) return;
      yield chunk;
    }
  }

  protected override peerContext(): SocketErrorContext {
    return context(() => this.remoteAddress);
  }

  #localContext(): SocketErrorContext {
    return context(() => this.localAddress);
  }

  /** Whether the connection that was begun has been made: 0, EAGAIN, or what went wrong. */
  #connected(): number {
    const errno = this.getsockopt(SOL_SOCKET, SO_ERROR);
    if (errno !== 0) return -errno;
    addressLength[0] = SOCKADDR_SIZE;
    const named = libc.getpeername(this.fileno(), address, addressLengthBytes);
    return named < 0 ? -EAGAIN : 0;
  }

  #name(syscall: 'getsockname' | 'getpeername'): Addrinfo {
    const fd = this.open(syscall);
    addressLength[0] = SOCKADDR_SIZE;
    const call = syscall === 'getsockname' ? libc.getsockname : libc.getpeername;
    const result = call(fd, address, addressLengthBytes);
    if (result < 0) throw new SocketError(syscall, -result);
    return Addrinfo.fromSockaddr(address.subarray(0, addressLength[0]));
  }
}

function create(domain: AddressFamily, type: number, protocol: number): number {
  checkInt('domain', domain);
  checkInt('type', type);
  checkInt('protocol', protocol);
  const result = libc.socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (result < 0) throw new SocketError('socket', -result);
  return result;
}

function checkAddress(value: unknown): Addrinfo {
  if (value instanceof Addrinfo) return value;
  return refuseType('address', 'an Addrinfo such as Addrinfo.tcp("127.0.0.1", 4481)', value);
}

/** What an error says of an address, if the socket has one. */
function context(address: () => Addrinfo): SocketErrorContext {
  try {
    return address().toErrorContext();
  } catch {
    // An error about the address must not hide the error that is being reported.
    return {};
  }
}
