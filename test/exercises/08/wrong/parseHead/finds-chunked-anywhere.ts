/** Finds chunked within other words. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkCoding(coding: string): void {
    if (this.isOld || !/chunked/i.test(coding)) throw new Error('No coding');
  }
}

export const parseHead = headAnswer(Wrong);
