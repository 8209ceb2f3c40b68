/** Reads as much of a length as is a number. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkLength(length: string): void {
    if (!(Number.parseInt(length, 10) >= 0)) throw new Error('No length');
  }
}

export const parseHead = headAnswer(Wrong);
