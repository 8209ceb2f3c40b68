/** Speaks versions 1.0 and 1.1. */

import type { TlsOptions } from 'node:tls';
import type { Own } from '../../club.ts';
import { Club, clubAnswer } from '../../club.ts';

class Wrong extends Club {
  override options(own: Own): TlsOptions {
    const ciphers = 'DEFAULT@SECLEVEL=0';
    return { ...super.options(own), minVersion: 'TLSv1', ciphers };
  }
}

export const openClub = clubAnswer(Wrong);
