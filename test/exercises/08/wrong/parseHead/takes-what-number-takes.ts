/** Takes every text that JavaScript takes for a number. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkLength(length: string): void {
    if (!(Number(length) >= 0)) throw new Error('No length');
  }
}

export const parseHead = headAnswer(Wrong);
