/** All works wait for the first one, and then begin together. */

import { Locks, locksAnswer, type Work } from '../../locks.ts';

class Wrong extends Locks {
  override exclusive(name: string, work: Work): Promise<string> {
    const first = this.last.get(name);
    if (first === undefined) return super.exclusive(name, work);
    return first.then(work);
  }
}

export const openLocks = locksAnswer(Wrong);
