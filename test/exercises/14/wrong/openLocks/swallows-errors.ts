/** Returns an empty text for work that fails. */

import { Locks, locksAnswer } from '../../locks.ts';

class Wrong extends Locks {
  override answer(turn: Promise<string>): Promise<string> {
    return turn.catch(() => '');
  }
}

export const openLocks = locksAnswer(Wrong);
