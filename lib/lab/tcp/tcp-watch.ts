/** Watches the states of the lesson's TCP sockets while something runs. */

import diagnostics from 'node:diagnostics_channel';
import type { Addrinfo, SystemCall, TcpState } from '../socket/index.ts';
import { type OwnSocket, ownSockets, tcpInfoOf } from './own-sockets.ts';
import { Scope } from './scope.ts';
import { SockDiag } from './sock-diag.ts';
import { isUnobserved } from './unobserved.ts';

/** A state by the name that RFC 9293 gives it. */
export type StateName = string;

/** A state, and when it was first seen. */
export interface StateChange {
  /** Milliseconds since the watch began. */
  readonly at: number;
  readonly state: StateName;
}

/** One socket through its states. */
export interface SocketTrack {
  /** Its own address; empty until it has one. */
  local: string;
  /** The address of its peer; empty where it has none. */
  remote: string;
  readonly changes: StateChange[];
}

interface Watched extends SocketTrack {
  readonly inode: number;
  /** undefined once the program has closed it: then the kernel finishes alone. */
  fd: number | undefined;
  ends: readonly [local: Addrinfo, remote: Addrinfo] | undefined;
}

/** Time between two looks at sockets that change without a call of the library, in milliseconds. */
const INTERVAL = 2;

/** The kernel's names, where RFC 9293 has another. */
const rfcNames: Readonly<Record<string, StateName>> = {
  CLOSE: 'CLOSED',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECEIVED',
  NEW_SYN_RECV: 'SYN-RECEIVED',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
  TIME_WAIT: 'TIME-WAIT',
};

/** Notes every change of state that can be seen: after each system call, and every 2 ms. */
export class TcpWatch implements Disposable {
  readonly #tracks = new Map<number, Watched>();
  readonly #begin = performance.now();
  readonly #diag = new SockDiag();
  readonly #timer: NodeJS.Timeout;
  #lastChange = 0;

  constructor() {
    this.#scan();
    diagnostics.subscribe('wirebook.syscall', this.#onCall);
    this.#timer = Scope.outside(() => setInterval(() => this.#scan(), INTERVAL));
  }

  /** The sockets, in the order in which they were first seen. */
  get tracks(): readonly SocketTrack[] {
    return [...this.#tracks.values()];
  }

  /** Milliseconds since the last change. */
  get quietFor(): number {
    return this.#now() - this.#lastChange;
  }

  /** Looks once more and ends the watch. */
  [Symbol.dispose](): void {
    this.#scan();
    clearInterval(this.#timer);
    diagnostics.unsubscribe('wirebook.syscall', this.#onCall);
    this.#diag[Symbol.dispose]();
  }

  readonly #onCall = (message: unknown): void => {
    const { name, args, result } = message as SystemCall;
    if (isUnobserved(args[0]) || name.startsWith('epoll_')) return;
    const isClosed = name === 'close' && result === 0;
    const closing = isClosed && [...this.#tracks.values()].find(({ fd }) => fd === args[0]);
    if (closing) closing.fd = undefined;
    // What one end does shows at the other at once: on loopback the packet arrives within the call.
    if (makesSockets.has(name)) this.#scan();
    else for (const track of this.#tracks.values()) this.#look(track);
  };

  #scan(): void {
    const present = ownSockets();
    const inodes = new Set(present.map(({ inode }) => inode));
    for (const socket of present) this.#take(socket);
    for (const track of this.#tracks.values()) {
      if (!inodes.has(track.inode)) track.fd = undefined;
      this.#look(track);
    }
  }

  #take({ inode, fd, local, remote }: OwnSocket): void {
    let track = this.#tracks.get(inode);
    if (!track) {
      if (!local?.isIp || tcpInfoOf(fd) === undefined) return;
      track = { inode, fd, local: '', remote: '', ends: undefined, changes: [] };
      this.#tracks.set(inode, track);
    }
    if (local && local.ipPort > 0) track.local = String(local);
    if (local && remote) {
      track.remote = String(remote);
      track.ends = [local, remote];
    }
  }

  #look(track: Watched): void {
    const state = this.#stateOf(track);
    if (state === undefined || track.changes.at(-1)?.state === state) return;
    this.#lastChange = this.#now();
    track.changes.push({ at: this.#lastChange, state });
  }

  #stateOf({ fd, ends, changes }: Watched): StateName | undefined {
    // A closed socket without a peer, such as a listener, is gone at once.
    if (fd === undefined && !ends) return 'CLOSED';
    if (fd === undefined && changes.at(-1)?.state === 'CLOSED') return 'CLOSED';
    let state: TcpState | 'UNKNOWN' | undefined =
      fd === undefined ? undefined : tcpInfoOf(fd)?.state;
    // The kernel keeps TIME-WAIT apart from the socket, which itself is closed by then.
    if (ends && (state === undefined || state === 'CLOSE')) state = this.#diag.stateOf(...ends);
    if (state === undefined || state === 'UNKNOWN') return undefined;
    return rfcNames[state] ?? state;
  }

  #now(): number {
    return performance.now() - this.#begin;
  }
}

/** Calls after which there are sockets or addresses that were not there before. */
const makesSockets: ReadonlySet<string> = new Set([
  'socket',
  'accept4',
  'bind',
  'connect',
  'listen',
]);
