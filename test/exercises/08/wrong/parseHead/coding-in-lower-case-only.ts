/** Knows chunked in lower case only. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkCoding(coding: string): void {
    if (coding !== 'chunked') throw new Error('No coding');
  }
}

export const parseHead = headAnswer(Wrong);
