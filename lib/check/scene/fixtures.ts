/** Functions of the learner's process that checks call besides the learner's own. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Addrinfo,
  AF_INET,
  AF_UNIX,
  closeDescriptor,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  UnixSocket,
} from '../../socket/index.ts';
import { takePort } from './silent-port.ts';

/** Objects and events of the learner's process. */
export interface Fixtures {
  /** A listening socket at a port of `host` that the system chooses. */
  listen(host: string): Socket;
  /** Two sockets that are connected; their buffers hold a known amount, unlike those of TCP. */
  pair(): [Socket, Socket];
  /** Makes a folder for the paths of sockets; an absolute path, short enough for them. */
  makeFolder(): string;
  removeFolder(folder: string): void;
  /** A listening socket at a path; closing it leaves its file. */
  listenAt(path: string, backlog: number): Socket;
  /** A connection to a path, over which descriptors can be passed. */
  connectTo(path: string): Promise<Passer>;
  /** The next connection to a listening socket, with a timeout in milliseconds. */
  accept(from: Socket, timeout: number): Promise<Passer>;
  /** A port of `host` that refuses at first. */
  refuse(host: string): FadingPort;
  /** A socket at a port of `host` that listens as soon as another of this process is bound there. */
  rival(host: string): { readonly port: number; close(): void };
  /** Ends with the next turn of the event loop. */
  turn(): Promise<void>;
  /** Lets `steps` pass, one after the other, in milliseconds. */
  startClock(steps: readonly number[]): { passed(): Promise<void>; stop(): void };
  /** The number of timers that keep this process from ending. */
  timers(): number;
  /**
   * Counts the sockets of the library that are opened from now on, and the attempts of a client that
   * is refused meanwhile at `host` and `port`, with a pause after each.
   */
  countSockets(refusing?: Refusing): { stop(): SocketCount };
  /** Notes each call of a method, given as `Class.method`, or of all methods of a `Class`. */
  watchCalls(what: string): { stop(): string[] };
}

/** One end of a Unix socket that passes descriptors, with the descriptors that it was passed. */
export interface Passer {
  /** Sends one end of a new pair of sockets, with a byte, and returns the other. */
  sendConnection(): Promise<Passer>;
  /**
   * Takes the next descriptor that was passed, as a connection. Undefined at the end of the stream.
   *
   * @throws {Error} when no message came in time, or one that is not a byte and a descriptor
   */
  takeConnection(timeout: number): Promise<Passer | undefined>;
  send(text: string): Promise<void>;
  /** Receives bytes, with a timeout in milliseconds: '' at the end of the stream. */
  receive(timeout: number): Promise<string>;
  /** Receives until the end of the stream. */
  receiveAll(timeout: number): Promise<string>;
  close(): void;
}

/** An address that refuses, and the pause between two attempts there in milliseconds. */
export interface Refusing {
  readonly host: string;
  readonly port: number;
  readonly pause: number;
}

/** The sockets that were opened, and the other client's attempts until the last of them. */
export interface SocketCount {
  readonly sockets: number;
  readonly attempts: number;
}

/** A port that falls silent by the learner's own clock, so that no message can come too late. */
export interface FadingPort {
  readonly port: number;
  /** Refuses for `after` milliseconds, then answers nothing; returns when `until` have passed. */
  fallSilent(times: { readonly after: number; readonly until: number }): Promise<void>;
  close(): void;
}

/** Waits for a moment. A timer may fire early: it counts from the last turn of the event loop. */
async function reach(moment: number): Promise<void> {
  while (performance.now() < moment) await delay(moment - performance.now());
}

/** The classes that the learner's code uses. */
export interface Library {
  readonly Addrinfo: typeof Addrinfo;
  readonly Socket: typeof Socket;
  readonly UnixSocket: typeof UnixSocket;
}

/** @param library the learner's own copy of the library: a module's is another one than ours */
export function fixturesFor(library: Library = { Addrinfo, Socket, UnixSocket }): Fixtures {
  return {
    listen(host) {
      const listener = new library.Socket(AF_INET, SOCK_STREAM);
      listener.bind(library.Addrinfo.tcp(host, 0));
      listener.listen();
      return listener;
    },
    pair: () => library.Socket.pair(),
    makeFolder: () => mkdtempSync('/tmp/unix-'),
    removeFolder: (folder) => rmSync(folder, { recursive: true, force: true }),
    listenAt(path, backlog) {
      const listener = new library.Socket(AF_UNIX, SOCK_STREAM);
      listener.bind({ path });
      listener.listen(backlog);
      return listener;
    },
    connectTo: async (path) => passer(await library.UnixSocket.connect({ path }), library),
    accept: async (from, timeout) => {
      const [connection] = await from.accept({ timeout });
      return passer(library.UnixSocket.fromFd(connection.detach()), library);
    },
    refuse(host) {
      const { port, keepSilent, dispose } = takePort(host);
      return {
        port,
        async fallSilent({ after, until }) {
          const begin = performance.now();
          await Promise.all([reach(begin + after).then(keepSilent), reach(begin + until)]);
        },
        close: dispose,
      };
    },
    rival(host) {
      const rival = new library.Socket(AF_INET, SOCK_STREAM);
      rival.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      rival.bind(library.Addrinfo.tcp(host, 0));
      const { ipPort: port } = rival.localAddress;
      const stop = intercept(library.Socket.prototype, 'bind', (bind, socket) => {
        bind();
        if ((socket as Socket).localAddress.ipPort === port) rival.listen();
      });
      return {
        port,
        close() {
          stop();
          rival.close();
        },
      };
    },
    async turn() {
      await delay(0);
    },
    startClock(steps) {
      const clock = new AbortController();
      const { signal } = clock;
      const passing = async () => {
        for (const milliseconds of steps) await delay(milliseconds, undefined, { signal });
      };
      const passed = passing().catch(() => {
        // It was stopped: nothing waits for it any more.
      });
      return { passed: () => passed, stop: () => clock.abort() };
    },
    timers: () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    countSockets(refusing) {
      let [sockets, attempts, untilLast] = [0, 0, 0];
      const note = () => {
        sockets += 1;
        untilLast = attempts;
      };
      subscribe('wirebook.socket.open', note);
      const clock = new AbortController();
      const compare = async ({ host, port, pause }: Refusing) => {
        for (;;) {
          await once(createConnection({ host, port }), 'close').catch(() => {
            // Refused, as it should be.
          });
          attempts += 1;
          await delay(pause, undefined, { signal: clock.signal });
        }
      };
      // Stopping the clock ends it with an error, which is how it is meant to end.
      if (refusing !== undefined) compare(refusing).catch(() => {});
      return {
        stop() {
          clock.abort();
          unsubscribe('wirebook.socket.open', note);
          return { sockets, attempts: untilLast };
        },
      };
    },
    watchCalls(what) {
      const [className = '', method] = what.split('.');
      const watched = library[className === 'Addrinfo' ? 'Addrinfo' : 'Socket'];
      const called = new Set<string>();
      const stops = [watched, watched.prototype].flatMap((owner) =>
        (method === undefined ? Object.getOwnPropertyNames(owner) : [method]).map((name) =>
          intercept(owner, name, (call) => {
            called.add(`${className}.${name}`);
            return call();
          }),
        ),
      );
      return {
        stop() {
          for (const stop of stops) stop();
          return [...called];
        },
      };
    },
  };
}

/**
 * Calls `around` in place of a method, with the call that was meant and the object it was meant for.
 * Returns what puts the method back.
 */
function intercept(
  owner: object,
  name: string,
  around: (call: () => unknown, self: unknown) => unknown,
): () => void {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  const method: unknown = property?.value;
  if (property === undefined || typeof method !== 'function' || name === 'constructor') {
    return () => {};
  }
  const instead = function (this: unknown, ...args: unknown[]): unknown {
    return around(() => Reflect.apply(method, this, args), this);
  };
  Object.defineProperty(owner, name, { ...property, value: instead });
  return () => Object.defineProperty(owner, name, property);
}

/** Passes descriptors over `socket`, which it owns. */
function passer(socket: UnixSocket, library: Library): Passer {
  return {
    async sendConnection() {
      const [kept, sent] = library.UnixSocket.pair();
      await socket.sendDescriptors('c', [sent]);
      sent.close();
      return passer(kept, library);
    },
    async takeConnection(timeout) {
      socket.timeout = timeout;
      const { data, descriptors } = await socket.receiveDescriptors();
      const [fd] = descriptors;
      if (data.length === 1 && descriptors.length === 1 && fd !== undefined) {
        return passer(library.UnixSocket.fromFd(fd), library);
      }
      for (const each of descriptors) closeDescriptor(each);
      if (data.length === 0) return undefined;
      const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
      throw new Error(
        `${count(data.length, 'byte')} came with ${count(descriptors.length, 'descriptor')}`,
      );
    },
    send: (text) => socket.sendAll(text),
    receive: async (timeout) => String(await socket.recv(65_536, { timeout })),
    async receiveAll(timeout) {
      const pieces: Buffer[] = [];
      for (;;) {
        const piece = await socket.recv(65_536, { timeout });
        if (piece.length === 0) return String(Buffer.concat(pieces));
        pieces.push(piece);
      }
    },
    close: () => socket.close(),
  };
}
