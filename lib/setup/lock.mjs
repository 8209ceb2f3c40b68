/**
 * One setup at a time for each checkout.
 *
 * The lock is a Unix socket with an abstract name: the kernel frees it when its holder ends, however
 * it ends, so there is no stale lock to clear; and the end of its connection wakes a setup that waits.
 */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/**
 * Runs `work` while no other setup of this checkout runs.
 *
 * @template T
 * @param {string} root
 * @param {{ onWait: () => void, work: () => Promise<T> }} options
 * @returns {Promise<T>}
 */
export async function withLock(root, { onWait, work }) {
  const id = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 32);
  const name = `\0wirebook-setup-${id}`;
  let release = await acquire(name);
  if (!release) onWait();
  while (!release) {
    await released(name);
    release = await acquire(name);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/** @param {string} name @returns {Promise<(() => void) | undefined>} undefined: someone holds it */
function acquire(name) {
  return new Promise((resolve, reject) => {
    /** @type {Set<import('node:net').Socket>} */
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      // A waiter that goes away resets its connection; that is its own affair.
      socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    });
    server.once('error', (error) => {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve(() => {
        server.close();
        for (const socket of waiting) socket.destroy();
      });
    });
  });
}

/** Waits until the setup that holds the lock gives it up. @param {string} name @returns {Promise<void>} */
function released(name) {
  return new Promise((resolve) => {
    const socket = connect(name);
    // ECONNREFUSED: it was given up between our two calls.
    socket.on('error', () => {}).on('close', () => resolve());
    socket.resume();
  });
}
