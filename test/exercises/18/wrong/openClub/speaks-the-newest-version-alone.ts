/** Speaks version 1.3 alone. */

import type { TlsOptions } from 'node:tls';
import type { Own } from '../../club.ts';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override options(own: Own): TlsOptions {
    return { ...super.options(own), minVersion: 'TLSv1.3' };
  }
}

export const openClub = clubAnswer(Wrong);
