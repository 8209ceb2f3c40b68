/** Asks for no certificate. */

import type { TlsOptions } from 'node:tls';
import type { Own } from '../../club.ts';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override options(own: Own): TlsOptions {
    return { ...super.options(own), requestCert: false };
  }
}

export const openClub = clubAnswer(Wrong);
