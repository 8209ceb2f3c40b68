/** Looks for the name in the joined names. */

import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override isMember(name: string): boolean {
    return this.members.join().includes(name);
  }
}

export const openClub = clubAnswer(Wrong);
