/** Lets certificates of any authority in. */

import type { TlsOptions } from 'node:tls';
import type { Own } from '../../club.ts';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override options(own: Own): TlsOptions {
    return { ...super.options(own), rejectUnauthorized: false };
  }
}

export const openClub = clubAnswer(Wrong);
