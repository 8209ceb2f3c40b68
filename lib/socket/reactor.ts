/**
 * Waiting without a thread: one edge-triggered epoll descriptor, which Node's own loop watches.
 *
 * A descriptor is registered at its first wait, once, for all events, and stays registered. Whoever
 * waits has tried the call first and was told EAGAIN, so no edge is lost: either it comes later, or
 * it is reported at registration. Each registration has a number that is never used again and
 * travels through epoll's data field, since a copy of a closed descriptor (a dup, a child's) keeps
 * the kernel reporting events for a number that may belong to a stranger by then.
 */

import { isMainThread } from 'node:worker_threads';
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_EVENT_SIZE,
  EPOLLERR,
  EPOLLET,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  packEpollEvent,
  unpackEpollEvent,
} from './epoll-event.ts';
import * as libc from './libc.ts';
import { turned } from './turn.ts';

/** Waits for data, connections or the end of the stream. */
export const READ = 0;
/** Waits for room in the send buffer, or for a connection to be made. */
export const WRITE = 1;
/** Waits for the error queue. */
export const EXCEPT = 2;

export type Direction = typeof READ | typeof WRITE | typeof EXCEPT;

/** Something that waits for a descriptor to be ready. */
export interface Waiter {
  /** Tries again. Returns whether the matter is settled; if not, it stays at the head of its queue. */
  attempt(): boolean;
  /** Is told that the descriptor was closed. */
  closed(): void;
}

const READABLE = EPOLLIN | EPOLLPRI | EPOLLERR | EPOLLHUP | EPOLLRDHUP;
const WRITABLE = EPOLLOUT | EPOLLERR | EPOLLHUP;
const FAILED = EPOLLERR | EPOLLHUP;
/** After these there may be more to read than the last read took, without a further edge. */
const LASTING = EPOLLPRI | EPOLLERR | EPOLLHUP | EPOLLRDHUP;
/** Errors and hang-ups are reported unasked. */
const WATCHED = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET;

const BATCH = 256;
const events = Buffer.alloc(EPOLL_EVENT_SIZE * BATCH);

const registrations = new Map<number, Registration>();
let lastNumber = 0;
let waiting = 0;
let epoll = -1;
let watch: libc.Watch | undefined;

/** The place of one descriptor among those waited for. */
export class Registration {
  readonly fd: number;
  /** By direction. Made when they are needed: thousands of connections wait in one direction. */
  readonly #queues: [Waiter[]?, Waiter[]?, Waiter[]?] = [];
  #number = 0;
  #isDrained = false;
  #hasLasting = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  /** Whether nobody waits in this direction: then a call may be tried at once. */
  isIdle(direction: Direction): boolean {
    const queue = this.#queues[direction];
    return queue === undefined || queue.length === 0;
  }

  /** Whether the last read took all there was, and nothing has been reported since. */
  get isDrained(): boolean {
    return this.#isDrained;
  }

  /**
   * Notes that a read took less than it had room for, which of TCP means that it took all there
   * was: what arrives later is an edge, and will be reported. So the next read need not be tried.
   */
  noteDrained(): void {
    this.#isDrained = this.#number !== 0 && !this.#hasLasting;
  }

  /** Notes what has been reported, and lets those try who wait for it. */
  report(events: number): void {
    if (events & LASTING) this.#hasLasting = true;
    if (events & READABLE) {
      this.#isDrained = false;
      this.run(READ);
    }
    if (events & WRITABLE) this.run(WRITE);
    if (events & FAILED) this.run(EXCEPT);
  }

  /** Puts a waiter at the end of its queue. Returns 0, or `-errno` if epoll refuses. */
  add(direction: Direction, waiter: Waiter): number {
    if (this.#number === 0) {
      const result = this.#register();
      if (result < 0) return result;
    }
    const queue = this.#queues[direction];
    if (queue === undefined) this.#queues[direction] = [waiter];
    else queue.push(waiter);
    if (waiting++ === 0) watch?.ref();
    return 0;
  }

  /** Takes a waiter out of its queue. */
  remove(direction: Direction, waiter: Waiter): void {
    const queue = this.#queues[direction] ?? [];
    const place = queue.indexOf(waiter);
    if (place < 0) return;
    queue.splice(place, 1);
    release();
  }

  /** Lets those who wait in this direction try, in their order, until one has to wait on. */
  run(direction: Direction): void {
    const queue = this.#queues[direction];
    if (queue === undefined) return;
    for (let waiter = queue[0]; waiter !== undefined; waiter = queue[0]) {
      if (!waiter.attempt()) return;
      // The attempt may have closed the socket, which empties the queue.
      if (queue[0] === waiter) {
        queue.shift();
        release();
      }
    }
  }

  /** Forgets the descriptor and tells all who wait. To be called before close(2). */
  end(): void {
    if (this.#number === 0) return;
    registrations.delete(this.#number);
    this.#number = 0;
    libc.epollControl(epoll, EPOLL_CTL_DEL, this.fd, null);
    for (const queue of this.#queues) {
      for (const waiter of queue?.splice(0) ?? []) {
        release();
        waiter.closed();
      }
    }
  }

  #register(): number {
    start();
    const number = ++lastNumber;
    const event = packEpollEvent(WATCHED, number);
    const result = libc.epollControl(epoll, EPOLL_CTL_ADD, this.fd, event);
    if (result < 0) return result;
    this.#number = number;
    registrations.set(number, this);
    return 0;
  }
}

function release(): void {
  if (--waiting === 0) watch?.unref();
}

function start(): void {
  if (watch !== undefined) return;
  const result = libc.epollCreate(EPOLL_CLOEXEC);
  if (result < 0) throw new Error(`Cannot create the epoll descriptor: errno ${-result}`);
  epoll = result;
  watch = libc.watch(epoll, dispatch);
  if (waiting === 0) watch.unref();
  if (!isMainThread) process.on('exit', () => libc.close(epoll));
}

function dispatch(): void {
  turned();
  const count = libc.epollWait(epoll, events, BATCH, 0);
  for (let i = 0; i < count; i++) {
    const { events: flags, data } = unpackEpollEvent(events, i);
    registrations.get(data)?.report(flags);
  }
}
