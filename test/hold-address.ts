/**
 * Lessons and exercises NN use the fixed ports of 127.0.NN.1, and test files run in parallel: whoever
 * runs one holds its address meanwhile.
 */

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Holds the addresses of lessons from before the first test of this suite until after its last. */
export function holdAddresses(...lessons: readonly number[]): void {
  const releases: (() => void)[] = [];
  before('wait for the address of the lesson', async function () {
    this.timeout(600_000);
    for (const lesson of inOrder(lessons)) releases.push(await hold(lesson));
  });
  after(() => {
    for (const release of releases) release();
  });
}

/** Holds the addresses of lessons while `work` runs. */
export async function whileHolding<T>(
  lessons: readonly number[],
  work: () => Promise<T>,
): Promise<T> {
  const releases: (() => void)[] = [];
  try {
    for (const lesson of inOrder(lessons)) releases.push(await hold(lesson));
    return await work();
  } finally {
    for (const release of releases) release();
  }
}

/** In one order for everyone, or two files could wait for each other. */
function inOrder(lessons: readonly number[]): readonly number[] {
  return lessons.toSorted((a, b) => a - b);
}

/** The abstract name is freed when its holder ends, and whoever waits sees its connection end. */
async function hold(lesson: number): Promise<() => void> {
  const name = `\0wirebook-test-lesson-${lesson}`;
  for (;;) {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket);
      // A waiter that goes away resets its connection; that is its own affair.
      socket.on('error', () => {});
    });
    try {
      await once(server.listen(name), 'listening');
      return () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      // Refused or reset: it was given up between our two calls. `once()` would throw that.
      await new Promise<unknown>((resolve) => {
        connect(name)
          .on('error', () => {})
          .on('close', resolve)
          .resume();
      });
    }
  }
}
