/**
 * Waiting without a thread: one edge-triggered epoll descriptor, which Node's own loop watches.
 *
 * Each receiver has a number that is never used again and travels through epoll's data field: a copy of
 * a closed descriptor (a dup, a child's) makes Linux report events for a descriptor number that may
 * belong to another socket by then.
 */

import { isMainThread } from 'node:worker_threads';
import { SocketError } from '../system/errors.ts';
import * as libc from '../system/libc.ts';
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLL_EVENT_SIZE,
  packEpollEvent,
  unpackEpollEvent,
} from './epoll-event.ts';
import { type Watch, watch } from './loop-watch.ts';
import { disown, own } from './ownership.ts';
import { turned } from './turn.ts';

/** Receives the epoll events of one descriptor. */
export interface EventReceiver {
  /** Takes events, as `EPOLL` flags. */
  report(events: number): void;
}

const batch = 256;
const events = Buffer.alloc(EPOLL_EVENT_SIZE * batch);

const receivers = new Map<number, EventReceiver>();
let lastNumber = 0;
let waiting = 0;
let epoll = -1;
let loopWatch: Watch | undefined;

/** Registers a descriptor with epoll. Returns the receiver's number, or `-errno`. */
export function add(fd: number, receiver: EventReceiver, wanted: number): number {
  start();
  const number = ++lastNumber;
  const result = libc.epollControl(epoll, EPOLL_CTL_ADD, fd, packEpollEvent(wanted, number));
  if (result < 0) return result;
  receivers.set(number, receiver);
  return number;
}

/** Watches it for other events; those that are there already are reported. Gives 0 or `-errno`. */
export function change(fd: number, number: number, wanted: number): number {
  return libc.epollControl(epoll, EPOLL_CTL_MOD, fd, packEpollEvent(wanted, number));
}

/** Takes it out of epoll. To be called before close(2). */
export function remove(fd: number, number: number): void {
  receivers.delete(number);
  libc.epollControl(epoll, EPOLL_CTL_DEL, fd, null);
}

/** Counts so many more waiting calls, or fewer: while there are any the process stays alive. */
export function hold(calls: number): void {
  const before = waiting;
  waiting += calls;
  if (before === 0 && waiting > 0) loopWatch?.ref();
  else if (before > 0 && waiting === 0) loopWatch?.unref();
}

function start(): void {
  if (loopWatch !== undefined) return;
  const result = libc.epollCreate(EPOLL_CLOEXEC);
  if (result < 0) throw new SocketError('epoll_create1', -result);
  epoll = result;
  loopWatch = watch(epoll, dispatch);
  if (waiting === 0) loopWatch.unref();
  own(epoll);
  if (isMainThread) return;
  process.on('exit', () => {
    disown(epoll);
    libc.close(epoll);
  });
}

/** The most rounds of events before Node's loop has its turn. */
const mostRounds = 64;
/** The time for which further events are awaited before Node's loop goes on, in milliseconds. */
const patience = 0.05;
/** Each wait in vain costs one credit, and each other wait earns one, up to so many. */
const fullCredit = 8;
/** Without credit, one wake-up of so many waits all the same. */
const wakeupsPerTrial = 64;

let rounds = 0;
let credit = fullCredit;
let wakeups = 0;

/**
 * Node's loop calls this when epoll has events. What answers them, in this process or in another, often
 * causes the next ones within microseconds. Waiting for those right here, once all code has run that
 * can, is cheaper than going through Node's loop. Where nothing comes, the credit is soon used up.
 */
function dispatch(): void {
  turned();
  poll();
  rounds = 0;
  wakeups++;
  if (credit > 0 || wakeups % wakeupsPerTrial === 0) goOnSoon();
}

const resolved = Promise.resolve();
const goOnWithNextTick = () => process.nextTick(goOn);

/** A tick that is asked for in a microtask comes when there are no microtasks left. */
function goOnSoon(): void {
  // A third of what queueMicrotask() costs, which makes an async resource.
  resolved.then(goOnWithNextTick);
}

/** Polls until there are events or patience has run out. */
function goOn(): void {
  if (waiting === 0) return;
  let count = poll();
  if (count === 0) {
    const end = performance.now() + patience;
    do count = poll();
    while (count === 0 && performance.now() < end);
  }
  if (count === 0) credit = Math.max(credit - 1, 0);
  else {
    credit = Math.min(credit + 1, fullCredit);
    if (++rounds < mostRounds) goOnSoon();
  }
}

/** Reports all events. Returns their number. */
function poll(): number {
  const count = libc.epollWait(epoll, events, batch, 0);
  for (let i = 0; i < count; i++) {
    const { events: flags, data } = unpackEpollEvent(events, i);
    receivers.get(data)?.report(flags);
  }
  return count;
}
