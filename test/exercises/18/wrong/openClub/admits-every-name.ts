/** Lets everybody in whom the authority knows. */

import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override isMember(): boolean {
    return true;
  }
}

export const openClub = clubAnswer(Wrong);
