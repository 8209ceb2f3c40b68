/**
 * Who waits for a descriptor, in which order, and for what.
 *
 * A descriptor is registered at its first wait, once, and stays registered. Whoever waits has tried
 * the call first and was told EAGAIN, so no edge is lost: either it comes later, or it is reported
 * at registration.
 */

import {
  EPOLLERR,
  EPOLLET,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
} from './epoll-event.ts';
import { change, dismiss, enroll, type Member, release, retain } from './reactor.ts';

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
const TO_READ = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLET;
const TO_READ_AND_WRITE = TO_READ | EPOLLOUT;

/** The place of one descriptor among those waited for. */
export class Registration implements Member {
  readonly fd: number;
  /** By direction. Made when they are needed: thousands of connections wait in one direction. */
  readonly #queues: [Waiter[]?, Waiter[]?, Waiter[]?] = [];
  #number = 0;
  /** What it is watched for. Room to write, only once somebody has waited for that. */
  #watched = 0;
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

  /** Lets those who wait to read try, unasked. Returns whether there was something for them. */
  guess(): boolean {
    const queue = this.#queues[READ];
    const first = queue?.[0];
    // While it is watched for room to write, epoll has more to report than a read can settle.
    if (first === undefined || this.#watched !== TO_READ) return false;
    this.run(READ);
    return queue?.[0] !== first;
  }

  /** Puts a waiter at the end of its queue. Returns 0, or `-errno` if epoll refuses. */
  add(direction: Direction, waiter: Waiter): number {
    const result = this.#watchFor(direction === WRITE ? TO_READ_AND_WRITE : TO_READ);
    if (result < 0) return result;
    const queue = this.#queues[direction];
    if (queue === undefined) this.#queues[direction] = [waiter];
    else queue.push(waiter);
    retain();
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
    dismiss(this.fd, this.#number);
    this.#number = 0;
    for (const queue of this.#queues) {
      for (const waiter of queue?.splice(0) ?? []) {
        release();
        waiter.closed();
      }
    }
  }

  #watchFor(events: number): number {
    if ((events & ~this.#watched) === 0) return 0;
    const isNew = this.#number === 0;
    const result = isNew ? enroll(this.fd, this, events) : change(this.fd, this.#number, events);
    if (result < 0) return result;
    if (isNew) this.#number = result;
    this.#watched = events;
    return 0;
  }
}
