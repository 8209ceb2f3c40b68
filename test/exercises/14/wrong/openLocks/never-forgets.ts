/** Keeps every name. */

import { Locks, locksAnswer } from '../../locks.ts';

class Wrong extends Locks {
  override forget(): void {}
}

export const openLocks = locksAnswer(Wrong);
