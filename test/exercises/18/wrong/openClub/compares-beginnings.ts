/** Takes a name that begins like a member for one. */

import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override isMember(name: string): boolean {
    return this.members.some((member) => name.startsWith(member));
  }
}

export const openClub = clubAnswer(Wrong);
