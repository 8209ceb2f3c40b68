import { setTimeout as delay } from 'node:timers/promises';
import { log } from '../session/log.ts';

/** The most time to wait for a port that is in use, in milliseconds. */
const inUseTimeout = 5000;
/** The time between two tries, in milliseconds. */
const interval = 50;

/** A socket that can be bound, such as one of ZeroMQ. */
interface Bindable {
  bind(address: string): Promise<void>;
}

/**
 * Binds a socket, and waits while its port is in use.
 *
 * A front end chooses free ports for a kernel some time before the kernel binds them. Meanwhile
 * another program may take one, often for a connection that lives for a moment.
 *
 * @param timeout the most time to wait, in milliseconds
 * @throws {Error} that says which address cannot be bound, and why
 */
export async function bind(
  socket: Bindable,
  address: string,
  timeout = inUseTimeout,
): Promise<void> {
  const end = performance.now() + timeout;
  let isWaiting = false;
  for (;;) {
    try {
      return await socket.bind(address);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isInUse = code === 'EADDRINUSE';
      if (!isInUse || performance.now() >= end) {
        const waited = isInUse ? ` after ${timeout / 1000} s; start the kernel again` : '';
        throw new Error(`Cannot bind ${address}: ${message} (${code})${waited}`, { cause: error });
      }
      if (!isWaiting) log(`waiting for ${address}, which is in use`);
      isWaiting = true;
      await delay(interval);
    }
  }
}
