/** Takes capitals for the same name. */

import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override isMember(name: string): boolean {
    return super.isMember(name.toLowerCase());
  }
}

export const openClub = clubAnswer(Wrong);
