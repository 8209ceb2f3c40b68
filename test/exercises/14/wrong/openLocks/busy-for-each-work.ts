/** Names each work that runs or waits. */

import { Locks, locksAnswer, type Work } from '../../locks.ts';

class Wrong extends Locks {
  readonly works: string[] = [];
  override exclusive(name: string, work: Work): Promise<string> {
    this.works.push(name);
    const done = () => this.works.splice(this.works.indexOf(name), 1);
    const turn = super.exclusive(name, work);
    turn.then(done, done);
    return turn;
  }
  override busy(): readonly string[] {
    return [...this.works];
  }
}

export const openLocks = locksAnswer(Wrong);
