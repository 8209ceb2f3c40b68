/** Has names that any object has. */

import { Locks, locksAnswer, type Work } from '../../locks.ts';

class Wrong extends Locks {
  readonly table: Record<string, Promise<unknown>> = {};
  override exclusive(name: string, work: Work): Promise<string> {
    const before = this.table[name];
    if (before !== undefined && !(before instanceof Promise))
      return Promise.reject(new TypeError('before.then is not a function'));
    return super.exclusive(name, work);
  }
}

export const openLocks = locksAnswer(Wrong);
