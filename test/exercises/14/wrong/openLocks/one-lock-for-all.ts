/** Has one lock for all names. */

import { Locks, locksAnswer } from '../../locks.ts';

class Wrong extends Locks {
  override keyOf(): string {
    return 'all';
  }
  override busy() {
    return [];
  }
}

export const openLocks = locksAnswer(Wrong);
