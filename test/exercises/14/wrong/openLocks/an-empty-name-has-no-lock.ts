/** Takes an empty name for none. */

import { Locks, locksAnswer, type Work } from '../../locks.ts';

class Wrong extends Locks {
  override exclusive(name: string, work: Work): Promise<string> {
    return name ? super.exclusive(name, work) : work();
  }
}

export const openLocks = locksAnswer(Wrong);
