/**
 * The part of a socket that outlives a forgotten object: its descriptor, its place in the event
 * loop, and the promise that it is closed exactly once.
 */

import { channel } from 'node:diagnostics_channel';
import { isMainThread, markAsUncloneable } from 'node:worker_threads';
import type { Addrinfo } from '../address/addrinfo.ts';
import * as libc from '../system/libc.ts';
import { checkDescriptor, coded } from '../system/validate.ts';
import { disown, own } from './ownership.ts';
import { Registration } from './registration.ts';

/** Published on `wirebook.socket.open`, `.bind`, `.listen` and `.close`. */
export interface SocketEvent {
  /** The socket; undefined if it was forgotten, and closed by the garbage collector. */
  readonly socket: object | undefined;
  /** Its descriptor. */
  readonly fd: number;
}

/** Published on `wirebook.socket.connect`, once a connection is begun, and on `.accept`. */
export interface PeerEvent extends SocketEvent {
  /** The address of the other end. */
  readonly peer: Addrinfo | undefined;
}

const opened = channel('wirebook.socket.open');
const closed = channel('wirebook.socket.close');

/** Everything open in this thread: the descriptors of a worker would outlive it otherwise. */
const open = new Map<number, Handle>();

const forgotten = new FinalizationRegistry<Handle>((handle) => {
  const fd = handle.release(undefined);
  process.emitWarning(`The socket with descriptor ${fd} was never closed, so it is closed now`, {
    code: 'WIREBOOK_SOCKET_FORGOTTEN',
    detail: 'Call close(), or declare the socket with "using" or "await using".',
  });
  libc.close(fd);
});

if (!isMainThread) {
  process.on('exit', () => {
    for (const fd of open.keys()) {
      disown(fd);
      libc.close(fd);
    }
  });
}

/** A descriptor that no object of this thread owns: only that may close it. */
export function checkUnowned(verb: string, fd: number): number {
  if (!open.has(checkDescriptor(fd))) return fd;
  throw coded(
    new Error(`Cannot ${verb} descriptor ${fd}: an object of this library owns it`),
    'ERR_INVALID_STATE',
  );
}

/** A descriptor that is owned. It must not refer to the object that owns it. */
export class Handle {
  /** The number of the descriptor, -1 once it is closed or given away. */
  fd: number;
  readonly registration: Registration;
  /** Called when the descriptor is given up. */
  enders: Set<() => void> | undefined;

  #announced = false;

  constructor(fd: number, owner: object) {
    this.fd = fd;
    this.registration = new Registration(fd);
    open.set(fd, this);
    markAsUncloneable(owner);
    own(fd);
    forgotten.register(owner, this, this);
  }

  /** Publishes that a socket has been opened, and later that it is closed. */
  announce(owner: object): void {
    this.#announced = true;
    if (!opened.hasSubscribers) return;
    opened.publish({ socket: owner, fd: this.fd } satisfies SocketEvent);
  }

  /** Gives up the descriptor, for the caller to close. Calls that wait fail with EBADF. */
  release(owner: object | undefined): number {
    const { fd } = this;
    if (fd < 0) return fd;
    // Before it is closed, so that a subscriber can still ask the socket for its last figures.
    if (this.#announced && closed.hasSubscribers) {
      closed.publish({ socket: owner, fd } satisfies SocketEvent);
    }
    this.fd = -1;
    if (open.get(fd) === this) open.delete(fd);
    disown(fd);
    forgotten.unregister(this);
    this.registration.end();
    for (const end of this.enders ?? []) end();
    return fd;
  }
}
