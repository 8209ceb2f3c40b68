/** Watches the states of the lesson's TCP sockets while something runs. */

import diagnostics from 'node:diagnostics_channel';
import type { Socket as NetSocket } from 'node:net';
import type { Addrinfo, SystemCall, TcpState } from '../../socket/index.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { isUntraced } from '../base/untraced.ts';
import { type OwnSocket, ownSockets, socketInodeOf, tcpInfoOf } from '../system/own-sockets.ts';
import { SockDiag } from '../system/sock-diag.ts';

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
  /** The host of a lab where it is; undefined on this machine. */
  readonly host: string | undefined;
  /** The number that the kernel knows it by. */
  readonly inode: number;
  readonly changes: StateChange[];
}

interface Watched extends SocketTrack {
  /** The table of sockets of its host. */
  readonly diag: SockDiag;
  /** undefined once the program has closed it: then the kernel finishes alone. */
  fd: number | undefined;
  ends: readonly [local: Addrinfo, remote: Addrinfo] | undefined;
}

/** Time between two looks at sockets that change without a call of the library, in milliseconds. */
const pollInterval = 2;
/** Readings of a table that goes on changing while it is read; the last one then has to do. */
const maxReadings = 20;

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

/** States that the next packet ends. */
const passing: ReadonlySet<StateName> = new Set([
  'SYN-SENT',
  'SYN-RECEIVED',
  'FIN-WAIT-1',
  'CLOSING',
  'LAST-ACK',
]);

/** Notes every change of state that can be seen: after each system call, and every 2 ms. */
export class TcpWatch implements Disposable {
  readonly #tracks = new Map<number, Watched>();
  readonly #diag = new SockDiag();
  readonly #timer: NodeJS.Timeout;
  /** The time of the first look, of `performance.now()`: the sockets that were there before begin at 0. */
  readonly begin: number;
  #changeCount = 0;

  constructor() {
    this.#findSockets();
    this.begin = performance.now();
    this.#add(this.#readAtOnce(), 0);
    for (const [channel, listener] of this.#listeners) diagnostics.subscribe(channel, listener);
    this.#timer = ResourceScope.outside(() => setInterval(() => this.look(), pollInterval));
  }

  /** The sockets, in the order in which they were first seen. */
  get tracks(): readonly SocketTrack[] {
    return [...this.#tracks.values()];
  }

  /** The number of changes so far. */
  get changeCount(): number {
    return this.#changeCount;
  }

  /** True while a socket on a host waits for a packet, which may be long under way. */
  get isWaiting(): boolean {
    return [...this.#tracks.values()].some(
      ({ host, changes }) => host !== undefined && passing.has(changes.at(-1)?.state ?? ''),
    );
  }

  /** Looks now. */
  look(): void {
    this.#findSockets();
    this.#note();
  }

  /** Ends the watch. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const [channel, listener] of this.#listeners) diagnostics.unsubscribe(channel, listener);
    this.#diag[Symbol.dispose]();
  }

  /** Node makes its calls unseen, but says which connections it has. */
  readonly #listeners = new Map<string, (message: unknown) => void>([
    // The documentation of the channels fixes the shape of their messages.
    ['wirebook.syscall', (message) => this.#onCall(message as SystemCall)],
    ['net.server.socket', () => this.look()],
    [
      'net.client.socket',
      (message) => (message as { socket: NetSocket }).socket.once('connect', () => this.look()),
    ],
  ]);

  #onCall({ name, args, result }: SystemCall): void {
    if (isUntraced(args[0]) || name.startsWith('epoll_')) return;
    const isClosed = name === 'close' && result === 0;
    const closing = isClosed && [...this.#tracks.values()].find(({ fd }) => fd === args[0]);
    if (closing) closing.fd = undefined;
    // A step of one end shows at the other at once: on loopback the packet arrives within the call.
    if (makesSockets.has(name)) this.look();
    else this.#note();
  }

  #findSockets(): void {
    const present = ownSockets();
    const inodes = new Set(present.map(({ inode }) => inode));
    for (const socket of present) this.#take(socket);
    for (const track of this.#tracks.values()) {
      if (!inodes.has(track.inode)) track.fd = undefined;
    }
  }

  #take({ inode, fd, local, remote }: OwnSocket): void {
    let track = this.#tracks.get(inode);
    if (!track) {
      if (!local?.isIp || tcpInfoOf(fd) === undefined) return;
      const diag = SockDiag.ofHost(fd) ?? this.#diag;
      const { host } = diag;
      track = { inode, fd, host, diag, local: '', remote: '', ends: undefined, changes: [] };
      this.#tracks.set(inode, track);
    }
    if (local && local.ipPort > 0) track.local = String(local);
    if (local && remote) {
      track.remote = String(remote);
      track.ends = [local, remote];
    }
  }

  /** Notes the changes that one reading finds: they share its time, since it cannot order them. */
  #note(): void {
    const states = this.#readAtOnce();
    // The time after the reading: the cause of each change was before.
    this.#add(states, performance.now() - this.begin);
  }

  #add(states: ReadonlyMap<Watched, StateName | undefined>, at: number): void {
    for (const [track, state] of states) {
      if (state === undefined || track.changes.at(-1)?.state === state) continue;
      this.#changeCount++;
      track.changes.push({ at, state });
    }
  }

  /**
   * The states of all sockets at one moment. The kernel is asked for one after the other, and a
   * packet may pass in between. No socket comes back to a state it has left, so when two readings
   * agree, all those states were there together between the two.
   */
  #readAtOnce(): ReadonlyMap<Watched, StateName | undefined> {
    let states = this.#read();
    for (let reading = 1; reading < maxReadings; reading++) {
      const again = this.#read();
      if ([...again].every(([track, state]) => states.get(track) === state)) break;
      states = again;
    }
    return states;
  }

  #read(): ReadonlyMap<Watched, StateName | undefined> {
    return new Map(Array.from(this.#tracks.values(), (track) => [track, this.#stateOf(track)]));
  }

  #stateOf(track: Watched): StateName | undefined {
    const { fd, inode, ends, changes } = track;
    // Node closes descriptors unseen, and another socket may have the number by now.
    if (fd !== undefined && socketInodeOf(fd) !== inode) {
      track.fd = undefined;
      return this.#stateOf(track);
    }
    // A closed socket without a peer, such as a listener, is gone at once.
    if (fd === undefined && !ends) return 'CLOSED';
    if (fd === undefined && changes.at(-1)?.state === 'CLOSED') return 'CLOSED';
    let state: TcpState | 'UNKNOWN' | undefined =
      fd === undefined ? undefined : tcpInfoOf(fd)?.state;
    // The kernel keeps TIME-WAIT apart from the socket, which itself is closed by then.
    if (ends && (state === undefined || state === 'CLOSE')) state = track.diag.stateOf(...ends);
    if (state === undefined || state === 'UNKNOWN') return undefined;
    return rfcNames[state] ?? state;
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
