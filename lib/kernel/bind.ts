import { setTimeout as pause } from 'node:timers/promises';
import { log } from './log.ts';

/** How long a port that is in use is waited for, in milliseconds. */
const patience = 5000;
/** How often it is tried, in milliseconds. */
const interval = 50;

/** What can be bound, as ZeroMQ's sockets can. */
interface Bindable {
  bind(address: string): Promise<void>;
}

/**
 * Binds a socket, and waits while its port is in use.
 *
 * Whoever starts a kernel chooses free ports for it some time before it binds them. Meanwhile one
 * may be taken, often by a connection that lives for a moment.
 *
 * @param limit how long to wait, in milliseconds
 * @throws {Error} that says which address cannot be bound, and why
 */
export async function bind(socket: Bindable, address: string, limit = patience): Promise<void> {
  const end = performance.now() + limit;
  let isWaiting = false;
  for (;;) {
    try {
      return await socket.bind(address);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isInUse = code === 'EADDRINUSE';
      if (!isInUse || performance.now() >= end) {
        const waited = isInUse ? ` after ${limit / 1000} s; start the kernel again` : '';
        throw new Error(`Cannot bind ${address}: ${message} (${code})${waited}`, { cause: error });
      }
      if (!isWaiting) log(`waiting for ${address}, which is in use`);
      isWaiting = true;
      await pause(interval);
    }
  }
}
