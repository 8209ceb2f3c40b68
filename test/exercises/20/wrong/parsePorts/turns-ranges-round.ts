/** Takes a range that goes down. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override isFit(first: number, last: number): boolean {
    return Math.max(first, last) <= 65_535;
  }
}

export const parsePorts = readerAnswer(Wrong);
