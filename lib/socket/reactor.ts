/**
 * Waiting without a thread: one edge-triggered epoll descriptor, which Node's own loop watches.
 *
 * Each member has a number that is never used again and travels through epoll's data field, since a
 * copy of a closed descriptor (a dup, a child's) keeps the kernel reporting events for a number that
 * may belong to a stranger by then.
 */

import { isMainThread } from 'node:worker_threads';
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLL_EVENT_SIZE,
  packEpollEvent,
  unpackEpollEvent,
} from './epoll-event.ts';
import * as libc from './libc.ts';
import { type Watch, watch } from './loop-watch.ts';
import { disown, own } from './ownership.ts';
import { turned } from './turn.ts';

/** Whoever wants to know what happens to a descriptor. */
export interface Member {
  /** Is told what has happened, as `EPOLL` flags. */
  report(events: number): void;
  /** Looks whether something has happened, unasked. Returns whether it has. */
  guess(): boolean;
}

const BATCH = 256;
const events = Buffer.alloc(EPOLL_EVENT_SIZE * BATCH);

const members = new Map<number, Member>();
let lastNumber = 0;
let waiting = 0;
let epoll = -1;
let loopWatch: Watch | undefined;

/** Has a descriptor watched for the first time. Returns the member's number, or `-errno`. */
export function enroll(fd: number, member: Member, wanted: number): number {
  start();
  const number = ++lastNumber;
  const result = libc.epollControl(epoll, EPOLL_CTL_ADD, fd, packEpollEvent(wanted, number));
  if (result < 0) return result;
  members.set(number, member);
  return number;
}

/** Has it watched for other events. What has happened already is reported. Gives 0 or `-errno`. */
export function change(fd: number, number: number, wanted: number): number {
  return libc.epollControl(epoll, EPOLL_CTL_MOD, fd, packEpollEvent(wanted, number));
}

/** Has it watched no longer. To be called before close(2). */
export function dismiss(fd: number, number: number): void {
  members.delete(number);
  libc.epollControl(epoll, EPOLL_CTL_DEL, fd, null);
}

/** Notes that one call more waits: the process stays alive for it. */
export function retain(): void {
  if (waiting++ === 0) loopWatch?.ref();
}

/** Notes that one call fewer waits. */
export function release(): void {
  if (--waiting === 0) loopWatch?.unref();
}

function start(): void {
  if (loopWatch !== undefined) return;
  const result = libc.epollCreate(EPOLL_CLOEXEC);
  if (result < 0) throw new Error(`Cannot create the epoll descriptor: errno ${-result}`);
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

/** Rounds of events that may follow each other before Node's loop has its turn. */
const MOST_ROUNDS = 64;
/** Wake-ups to let pass after one that no further round followed. */
const RESTRAINT = 64;

let rounds = 0;
let restraint = RESTRAINT;

/**
 * Is called by Node's loop when something has happened. Where both ends of a conversation live in
 * this process, or many talk at once, the answers to these events may cause the next ones: asking
 * for those right away, once all code has run that can, is cheaper than going through the loop.
 */
function dispatch(): void {
  turned();
  if (!guess()) harvest();
  if (restraint > 0) {
    restraint--;
    return;
  }
  rounds = 0;
  askAgainSoon();
}

function askAgainSoon(): void {
  // A tick that is asked for in a microtask comes when there are no microtasks left.
  queueMicrotask(() => process.nextTick(askAgain));
}

function askAgain(): void {
  if (waiting > 0 && harvest() > 0) {
    if (++rounds < MOST_ROUNDS) askAgainSoon();
  } else if (rounds === 0) {
    restraint = RESTRAINT;
  }
}

/** Guesses that may follow each other before everybody's events are asked for. */
const MOST_GUESSES = 16;

let guesses = 0;
/** The member that the last event was reported to, where it was the only event. */
let busiest: Member | undefined;
let isBusy = false;

/**
 * Where one conversation is busy and all others are silent, its socket is the one that woke us up:
 * trying it saves asking. Events that a right guess leaves unasked stay with epoll, which reports
 * them when it is asked next, unless there is nothing left to report.
 */
function guess(): boolean {
  if (isBusy && guesses < MOST_GUESSES && busiest?.guess()) {
    guesses++;
    return true;
  }
  guesses = 0;
  return false;
}

/** Reports all events there are. Returns their number. */
function harvest(): number {
  const count = libc.epollWait(epoll, events, BATCH, 0);
  const only = count === 1 ? members.get(unpackEpollEvent(events, 0).data) : undefined;
  isBusy = only !== undefined && only === busiest;
  busiest = only;
  for (let i = 0; i < count; i++) {
    const { events: flags, data } = unpackEpollEvent(events, i);
    members.get(data)?.report(flags);
  }
  return count;
}
