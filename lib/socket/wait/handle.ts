/**
 * The part of a socket that outlives a forgotten object: its descriptor, its place in the event
 * loop, and the promise that it is closed exactly once.
 */

import { channel } from 'node:diagnostics_channel';
import { isMainThread } from 'node:worker_threads';
import type { Addrinfo } from './addrinfo.ts';
import * as libc from './libc.ts';
import { disown, own } from './ownership.ts';
import { Registration } from './registration.ts';

/** What `wirebook.socket.open`, `.bind`, `.listen` and `.close` publish. */
export interface SocketEvent {
  /** The socket; undefined if it was forgotten, and closed by the garbage collector. */
  readonly socket: object | undefined;
  /** Its descriptor. */
  readonly fd: number;
}

/** What `wirebook.socket.connect`, once a connection is begun, and `.accept` publish. */
export interface PeerEvent extends SocketEvent {
  /** Whom the socket talks to. */
  readonly peer: Addrinfo | undefined;
}

const opened = channel('wirebook.socket.open');
const closed = channel('wirebook.socket.close');

/** Everything open in this thread: the descriptors of a worker would outlive it otherwise. */
const open = new Set<Handle>();

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
    for (const { fd } of open) {
      disown(fd);
      libc.close(fd);
    }
  });
}

/** A descriptor that is owned. It must not refer to the object that owns it. */
export class Handle {
  /** The number of the descriptor, -1 once it is closed or given away. */
  fd: number;
  readonly registration: Registration;
  /** Are called when the descriptor is given up. */
  enders: Set<() => void> | undefined;

  #announced = false;

  constructor(fd: number, owner: object) {
    this.fd = fd;
    this.registration = new Registration(fd);
    open.add(this);
    own(fd);
    forgotten.register(owner, this, this);
  }

  /** Publishes that a socket has been opened, and later that it is closed. */
  announce(owner: object): void {
    this.#announced = true;
    if (!opened.hasSubscribers) return;
    opened.publish({ socket: owner, fd: this.fd } satisfies SocketEvent);
  }

  /** Gives up the descriptor, for someone else to close. Calls that wait fail with EBADF. */
  release(owner: object | undefined): number {
    const { fd } = this;
    if (fd < 0) return fd;
    // Before it is closed, so that a subscriber can still ask the socket for its last figures.
    if (this.#announced && closed.hasSubscribers) {
      closed.publish({ socket: owner, fd } satisfies SocketEvent);
    }
    this.fd = -1;
    open.delete(this);
    disown(fd);
    forgotten.unregister(this);
    this.registration.end();
    for (const end of this.enders ?? []) end();
    return fd;
  }
}
