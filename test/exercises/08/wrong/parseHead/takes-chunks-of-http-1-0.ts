/** Takes chunks from a client of HTTP/1.0. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkCoding(coding: string): void {
    if (coding.toLowerCase() !== 'chunked') throw new Error('No coding');
  }
}

export const parseHead = headAnswer(Wrong);
