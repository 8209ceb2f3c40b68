/** Knows a name only from the beginning of its work to its end. */

import { Locks, locksAnswer, type Work } from '../../locks.ts';

class Wrong extends Locks {
  readonly running = new Set<string>();
  override exclusive(name: string, work: Work): Promise<string> {
    return super.exclusive(name, () => {
      this.running.add(name);
      return work().finally(() => this.running.delete(name));
    });
  }
  override busy(): readonly string[] {
    return [...this.running].slice(0, 1);
  }
}

export const openLocks = locksAnswer(Wrong);
