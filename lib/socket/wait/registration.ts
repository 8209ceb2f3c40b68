/**
 * The calls that wait for a descriptor, in order, by direction.
 *
 * A descriptor is registered at its first wait, once, and stays registered. A call waits only after it
 * was tried and gave EAGAIN, so no edge is lost: either it comes later, or epoll reports it at
 * registration.
 */

import {
  EPOLLERR,
  EPOLLET,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
} from '../system/constants.ts';
import * as reactor from './reactor.ts';

/** Waits for data, connections or the end of the stream. */
export const READ = 0;
/** Waits for room in the send buffer. */
export const WRITE = 1;
/** Waits for the error queue. */
export const EXCEPT = 2;
/** Waits for a connection to be made. Until then no other call is tried. */
export const CONNECT = 3;

export type Direction = typeof READ | typeof WRITE | typeof EXCEPT | typeof CONNECT;

/** Something that waits for a descriptor to be ready. */
export interface Waiter {
  /** Tries again. Returns true if it is settled; if not, it stays at the head of its queue. */
  attempt(): boolean;
  /** Called when the descriptor was closed. */
  closed(): void;
}

const READABLE = EPOLLIN | EPOLLPRI | EPOLLERR | EPOLLHUP | EPOLLRDHUP;
const WRITABLE = EPOLLOUT | EPOLLERR | EPOLLHUP;
const FAILED = EPOLLERR | EPOLLHUP;
/** After these there may be more to read than the last read took, without a further edge. */
const LASTING = EPOLLPRI | EPOLLERR | EPOLLHUP | EPOLLRDHUP;
/** Errors and hang-ups are reported unasked. */
const TO_READ = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLET;
const TO_READ_AND_WRITE = TO_READ | EPOLLOUT;

/** The registration of one descriptor, with the queues of its waiting calls. */
export class Registration implements reactor.EventReceiver {
  readonly fd: number;
  /** By direction. Made when they are needed: thousands of connections wait in one direction, or in none. */
  #queues: (Waiter[] | undefined)[] | undefined;
  #number = 0;
  /** The events that epoll watches for. Room to write, only after a call waited for it. */
  #watched = 0;
  #isDrained = false;
  #hasLasting = false;
  #waiting = 0;
  #isRef = true;

  constructor(fd: number) {
    this.fd = fd;
  }

  /** True if no call waits in this direction, or to connect: then a call may be tried at once. */
  isIdle(direction: Direction): boolean {
    return this.#isEmpty(direction) && this.#isEmpty(CONNECT);
  }

  /** True if the last read took all there was, and nothing has been reported since. */
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

  /** True if waiting calls keep the process alive. */
  get isRef(): boolean {
    return this.#isRef;
  }

  /** Lets waiting calls keep the process alive, or no longer. */
  setRef(isRef: boolean): void {
    if (isRef === this.#isRef) return;
    this.#isRef = isRef;
    reactor.hold(isRef ? this.#waiting : -this.#waiting);
  }

  /** Takes events, and lets the calls try that wait for them. */
  report(events: number): void {
    if (events & LASTING) this.#hasLasting = true;
    if (!this.#isEmpty(CONNECT)) {
      // The kernel tells only one call why a connection failed: that is the one that connects.
      this.run(CONNECT);
      if (!this.#isEmpty(CONNECT)) return;
      for (const direction of [READ, WRITE, EXCEPT] as const) this.run(direction);
      return;
    }
    if (events & READABLE) {
      this.#isDrained = false;
      this.run(READ);
    }
    if (events & WRITABLE) this.run(WRITE);
    if (events & FAILED) this.run(EXCEPT);
  }

  /** Lets the waiting calls of a direction try without an event, unless a connection is not made yet. */
  retry(direction: Direction): void {
    if (direction === CONNECT || this.#isEmpty(CONNECT)) this.run(direction);
  }

  /** Puts a waiter at the end of its queue. Returns 0, or `-errno` if epoll refuses. */
  add(direction: Direction, waiter: Waiter): number {
    const writes = direction === WRITE || direction === CONNECT;
    const result = this.#watchFor(writes ? TO_READ_AND_WRITE : TO_READ);
    if (result < 0) return result;
    this.#queues ??= [undefined, undefined, undefined, undefined];
    const queue = this.#queues[direction];
    if (queue === undefined) this.#queues[direction] = [waiter];
    else queue.push(waiter);
    this.#count(1);
    return 0;
  }

  /** Takes a waiter out of its queue. */
  remove(direction: Direction, waiter: Waiter): void {
    const queue = this.#queues?.[direction] ?? [];
    const place = queue.indexOf(waiter);
    if (place < 0) return;
    queue.splice(place, 1);
    this.#count(-1);
  }

  /** Lets the waiting calls of a direction try, in their order, until one has to wait on. */
  run(direction: Direction): void {
    const queue = this.#queues?.[direction];
    if (queue === undefined) return;
    for (let waiter = queue[0]; waiter !== undefined; waiter = queue[0]) {
      if (!waiter.attempt()) return;
      // The attempt may have closed the socket, which empties the queue.
      if (queue[0] === waiter) {
        queue.shift();
        this.#count(-1);
      }
    }
  }

  /** Forgets the descriptor and fails all waiting calls. To be called before close(2). */
  end(): void {
    if (this.#number === 0) return;
    reactor.remove(this.fd, this.#number);
    this.#number = 0;
    for (const queue of this.#queues ?? []) {
      for (const waiter of queue?.splice(0) ?? []) {
        this.#count(-1);
        waiter.closed();
      }
    }
  }

  #count(calls: number): void {
    this.#waiting += calls;
    if (this.#isRef) reactor.hold(calls);
  }

  #isEmpty(direction: Direction): boolean {
    const queue = this.#queues?.[direction];
    return queue === undefined || queue.length === 0;
  }

  #watchFor(events: number): number {
    if ((events & ~this.#watched) === 0) return 0;
    const isNew = this.#number === 0;
    const result = isNew
      ? reactor.add(this.fd, this, events)
      : reactor.change(this.fd, this.#number, events);
    if (result < 0) return result;
    if (isNew) this.#number = result;
    this.#watched = events;
    return 0;
  }
}
