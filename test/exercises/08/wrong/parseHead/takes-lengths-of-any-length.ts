/** Has no limit for the digits of a length. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkLength(length: string): void {
    if (!/^\d+$/.test(length)) throw new Error('No length');
  }
}

export const parseHead = headAnswer(Wrong);
