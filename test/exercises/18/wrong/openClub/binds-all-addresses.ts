/** Listens at every address. */

import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override address(): string {
    return '0.0.0.0';
  }
}

export const openClub = clubAnswer(Wrong);
