/** Returns before all is closed. */

import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override async close(): Promise<void> {
    setTimeout(() => void super.close(), 50);
  }
}

export const openClub = clubAnswer(Wrong);
