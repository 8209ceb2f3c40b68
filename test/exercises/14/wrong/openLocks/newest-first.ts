/** Begins the work that was asked for last. */

import { Locks, locksAnswer, type Work } from '../../locks.ts';

class Wrong extends Locks {
  readonly stacks = new Map<string, (() => Promise<unknown>)[]>();
  override exclusive(name: string, work: Work): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const stack = this.stacks.get(name);
    const job = () => work().then(resolve, reject);
    if (stack) stack.push(job);
    else void this.runAll(name, job);
    return promise;
  }
  async runAll(name: string, first: () => Promise<unknown>): Promise<void> {
    const stack = [first];
    this.stacks.set(name, stack);
    for (let job = stack.pop(); job; job = stack.pop()) await job();
    this.stacks.delete(name);
  }
  override busy(): readonly string[] {
    return [...this.stacks.keys()];
  }
}

export const openLocks = locksAnswer(Wrong);
