/** After an error no work begins. */

import { Locks, locksAnswer, type Work } from '../../locks.ts';

class Wrong extends Locks {
  override exclusive(name: string, work: Work): Promise<string> {
    const turn = this.begin(this.last.get(name), work);
    turn.catch(() => {});
    this.last.set(name, turn);
    return turn;
  }

  override busy(): readonly string[] {
    return [];
  }
}

export const openLocks = locksAnswer(Wrong);
