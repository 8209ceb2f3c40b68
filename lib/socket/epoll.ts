/** Many descriptors watched at once, `epoll(7)`. */

import { constants } from 'node:os';
import { Descriptor } from './descriptor.ts';
import { SocketError } from './system/errors.ts';
import * as libc from './system/libc.ts';
import { checkDescriptor, checkInteger, checkOptions, checkTimeout } from './system/validate.ts';
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLL_EVENT_SIZE,
  packEpollEvent,
  unpackEpollEvent,
} from './wait/epoll-event.ts';
import { READ } from './wait/registration.ts';
import type { WaitOptions } from './wait/waiting.ts';

/** Something with a descriptor: a socket, or the number itself. */
export type DescriptorLike = number | { fileno(): number };

/** A descriptor that is ready. */
export interface ReadyDescriptor {
  readonly fd: number;
  /** `EPOLL` events, combined with `|`. */
  readonly events: number;
}

/**
 * A set of descriptors to be watched. Its cost does not grow with those that are idle.
 *
 * @example
 * const [left, right] = Socket.pair();
 * using epoll = new Epoll();
 * epoll.add(right, EPOLLIN);
 * await left.send('x');
 * await epoll.wait(); // => [{ fd: right.fileno(), events: EPOLLIN }]
 * left.close();
 * right.close();
 */
export class Epoll extends Descriptor {
  /** Creates an empty set, `epoll_create1(2)`. Fails with EMFILE when no descriptor is left. */
  constructor() {
    const result = libc.epollCreate(EPOLL_CLOEXEC);
    if (result < 0) throw new SocketError('epoll_create1', -result);
    super(result);
  }

  /**
   * Watches a descriptor for `events`, `epoll_ctl(2)`.
   *
   * Fails with EBADF if it is not open, EEXIST if it is watched already, EPERM if it cannot be
   * watched, like a file on disk.
   *
   * @example
   * const [left, right] = Socket.pair();
   * using epoll = new Epoll();
   * epoll.add(left, EPOLLOUT | EPOLLET);
   * (await epoll.wait()).length; // => 1
   * (await epoll.wait(1, { timeout: 0 })).length; // => 0
   * left.close();
   * right.close();
   */
  add(descriptor: DescriptorLike, events: number): void {
    this.#control(EPOLL_CTL_ADD, descriptor, events);
  }

  /**
   * Watches a descriptor for other events. Fails with ENOENT if it is not watched.
   *
   * @example
   * const [left, right] = Socket.pair();
   * using epoll = new Epoll();
   * epoll.add(left, EPOLLIN);
   * epoll.modify(left, EPOLLOUT);
   * (await epoll.wait())[0]?.events === EPOLLOUT; // => true
   * left.close();
   * right.close();
   */
  modify(descriptor: DescriptorLike, events: number): void {
    this.#control(EPOLL_CTL_MOD, descriptor, events);
  }

  /**
   * Watches a descriptor no longer. Fails with ENOENT if it is not watched. Closing a descriptor
   * does the same, unless a copy of it stays open.
   *
   * @example
   * const [left, right] = Socket.pair();
   * using epoll = new Epoll();
   * epoll.add(left, EPOLLOUT);
   * epoll.remove(left);
   * await epoll.wait(1, { timeout: 0 }); // => []
   * left.close();
   * right.close();
   */
  remove(descriptor: DescriptorLike): void {
    this.#control(EPOLL_CTL_DEL, descriptor, 0);
  }

  /**
   * Waits until descriptors are ready, `epoll_wait(2)`.
   *
   * Fails with EBADF when it is closed meanwhile.
   *
   * @param most how many to report at most
   * @returns those that are ready; none when the time of `timeout` or `deadline` is over
   *
   * @example
   * using epoll = new Epoll();
   * await epoll.wait(10, { timeout: 5 }); // => []
   */
  async wait(most = 1024, options: WaitOptions = {}): Promise<ReadyDescriptor[]> {
    checkInteger('most', most, { least: 1, most: 65_536 });
    // In C a negative time has no limit: it must not be taken for one that is over.
    checkTimeout(checkOptions(options).timeout);
    const room = Buffer.alloc(EPOLL_EVENT_SIZE * most);
    const waiting = this.perform(
      () => ({
        syscall: 'epoll_wait',
        direction: READ,
        attempt: (fd) => libc.epollWait(fd, room, most, 0) || -constants.errno.EAGAIN,
        finish: (result) => result,
      }),
      options,
    );
    const count = await waiting.catch((error: unknown) => {
      // Running out of time is not a failure here.
      const { code } = error instanceof SocketError ? error : { code: '' };
      if (code === 'ETIMEDOUT' || (code === 'EAGAIN' && options.timeout === 0)) return 0;
      throw error;
    });
    return Array.from({ length: count }, (_, i) => {
      const { events, data } = unpackEpollEvent(room, i);
      return { fd: data, events };
    });
  }

  #control(operation: number, descriptor: DescriptorLike, events: number): void {
    const epoll = this.open('epoll_ctl');
    const fd = descriptorOf(descriptor);
    checkInteger('events', events, { least: -0x8000_0000, most: 0xffff_ffff });
    const result = libc.epollControl(epoll, operation, fd, packEpollEvent(events, fd));
    if (result < 0) throw new SocketError('epoll_ctl', -result);
  }
}

/** The number of a descriptor. */
export function descriptorOf(value: DescriptorLike): number {
  const fd: unknown = typeof value === 'object' ? value?.fileno?.() : value;
  if (fd === -1) throw new SocketError('fileno', constants.errno.EBADF);
  return checkDescriptor(fd);
}
