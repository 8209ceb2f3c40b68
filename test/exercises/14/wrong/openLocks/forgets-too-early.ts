/** Forgets a name at the end of any work, though another one waits. */

import { Locks, locksAnswer } from '../../locks.ts';

class Wrong extends Locks {
  override forget(key: string): void {
    this.last.delete(key);
  }
}

export const openLocks = locksAnswer(Wrong);
