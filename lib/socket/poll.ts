/** Which of several descriptors are ready, `poll(2)` and `select(2)`. */

import { constants } from 'node:os';
import { Descriptor, whenClosed } from './descriptor.ts';
import { type DescriptorLike, descriptorOf, Epoll } from './epoll.ts';
import { SocketError } from './system/errors.ts';
import * as libc from './system/libc.ts';
import { checkInteger, checkOptions, checkTimeout, refuseType } from './system/validate.ts';
import { checkWait } from './wait/waiting.ts';

/** There is something to read. */
export const POLLIN = 0x1;
/** Something exceptional: urgent data. */
export const POLLPRI = 0x2;
/** There is room to write. */
export const POLLOUT = 0x4;
/** An error is pending. Always reported. */
export const POLLERR = 0x8;
/** Both directions are shut. Always reported. */
export const POLLHUP = 0x10;
/** The descriptor is not open. Always reported. */
export const POLLNVAL = 0x20;
/** The peer has shut down writing. */
export const POLLRDHUP = 0x2000;

/** `struct pollfd`: the descriptor, what to look for, what was found. */
const POLLFD_SIZE = 8;

/** A descriptor and what to look for. */
export interface PollRequest {
  readonly fd: DescriptorLike;
  /** `POLL` events, combined with `|`. */
  readonly events: number;
}

/** A descriptor that is ready, and for what. */
export interface PollResult<R extends PollRequest = PollRequest> {
  /** The request that this answers. */
  readonly request: R;
  readonly events: number;
}

/** Limits of waiting for descriptors to be ready. */
export interface ReadinessOptions {
  /** The longest time to wait, in milliseconds; 0 looks without waiting, `undefined` has no limit. */
  readonly timeout?: number | undefined;
  /** The time when waiting ends, in milliseconds of `performance.now()`. */
  readonly deadline?: number | undefined;
  /** Ends the call with an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until one of the descriptors is ready, `poll(2)`. Any number of them will do.
 *
 * A descriptor that is not open is reported at once with POLLNVAL; a socket object that is closed
 * is EBADF.
 *
 * @returns those that are ready, in the order of the requests; none when the time is over
 *
 * @example
 * const [left, right] = Socket.pair();
 * const requests = [{ fd: left, events: POLLIN }, { fd: right, events: POLLIN | POLLOUT }];
 * const [ready] = await poll(requests);
 * ready?.request.fd === right; // => true
 * ready?.events === POLLOUT; // => true
 * left.close();
 * right.close();
 */
export async function poll<R extends PollRequest>(
  requests: Iterable<R>,
  options: ReadinessOptions = {},
): Promise<PollResult<R>[]> {
  checkTimeout(checkOptions(options).timeout);
  const left = checkWait(options) ?? Number.POSITIVE_INFINITY;
  const list = Array.from(requests, (request) => ({
    request,
    fd: descriptorOf(request.fd),
    events: checkInteger('events', request.events, { least: 0, most: 0x7fff }),
  }));
  const found = look(list);
  if (found.length > 0 || left <= 0) return found;
  using epoll = new Epoll();
  for (const [fd, events] of merged(list)) epoll.add(fd, events);
  using watched = new DisposableStack();
  for (const { fd } of list.map(({ request }) => request)) {
    if (fd instanceof Descriptor) watched.use(fd[whenClosed](() => epoll.close()));
  }
  try {
    await epoll.wait(1, { timeout: left, signal: options.signal });
  } catch (error) {
    // Only a descriptor that was closed meanwhile closes the epoll.
    throw epoll.isClosed ? new SocketError('poll', constants.errno.EBADF, { cause: error }) : error;
  }
  return look(list);
}

/** Descriptors by the events to wait for. */
export interface SelectRequest<T extends DescriptorLike> extends ReadinessOptions {
  /** Until there is something to read. */
  readonly read?: Iterable<T>;
  /** Until there is room to write, or a connection is made or refused. */
  readonly write?: Iterable<T>;
  /** Until something exceptional happens: urgent data. */
  readonly except?: Iterable<T>;
}

/** Descriptors that are ready. */
export interface SelectResult<T extends DescriptorLike> {
  readonly read: T[];
  readonly write: T[];
  readonly except: T[];
}

/**
 * Waits until one of the descriptors is ready, in the manner of `select(2)`. It is made of `poll(2)`:
 * descriptors above 1,023, where select(2) writes beyond its sets, are as good as any.
 *
 * Fails with EBADF at once if one of them is not open.
 *
 * @returns those that are ready; three empty lists when the time is over
 *
 * @example
 * const [left, right] = Socket.pair();
 * await left.send('x');
 * const { read, write } = await select({ read: [left, right], write: [right], timeout: 100 });
 * read.includes(right) && write.includes(right); // => true
 * left.close();
 * right.close();
 */
export async function select<T extends DescriptorLike>({
  read = [],
  write = [],
  except = [],
  ...options
}: SelectRequest<T>): Promise<SelectResult<T>> {
  const sets = { read: toArray(read), write: toArray(write), except: toArray(except) };
  const requests = [
    ...sets.read.map((fd) => ({ fd, events: POLLIN })),
    ...sets.write.map((fd) => ({ fd, events: POLLOUT })),
    ...sets.except.map((fd) => ({ fd, events: POLLPRI })),
  ];
  const found = await poll(requests, options);
  const result: SelectResult<T> = { read: [], write: [], except: [] };
  for (const { request, events } of found) {
    if (events & POLLNVAL) throw new SocketError('select', constants.errno.EBADF);
    // An error or a hang-up is something that a read or a write will report.
    if (request.events === POLLPRI) {
      if (events & POLLPRI) result.except.push(request.fd);
    } else (request.events === POLLIN ? result.read : result.write).push(request.fd);
  }
  return result;
}

interface Listed<R> {
  readonly request: R;
  readonly fd: number;
  readonly events: number;
}

/** Asks poll(2) without waiting. */
function look<R extends PollRequest>(list: readonly Listed<R>[]): PollResult<R>[] {
  const packed = Buffer.alloc(POLLFD_SIZE * list.length);
  list.forEach(({ fd, events }, i) => {
    packed.writeInt32LE(fd, POLLFD_SIZE * i);
    packed.writeInt16LE(events, POLLFD_SIZE * i + 4);
  });
  const result = libc.poll(packed, list.length, 0);
  if (result < 0) throw new SocketError('poll', -result);
  return list.flatMap(({ request }, i) => {
    const events = packed.readInt16LE(POLLFD_SIZE * i + 6);
    return events === 0 ? [] : [{ request, events }];
  });
}

/** Each descriptor once, with all that is asked of it: epoll wants it so. Its events are poll's. */
function merged(list: readonly Listed<PollRequest>[]): Map<number, number> {
  const all = new Map<number, number>();
  for (const { fd, events } of list) all.set(fd, (all.get(fd) ?? 0) | events);
  return all;
}

function toArray<T>(items: Iterable<T>): T[] {
  if (typeof items?.[Symbol.iterator] !== 'function') refuseType('set', 'a list', items);
  return [...items];
}
