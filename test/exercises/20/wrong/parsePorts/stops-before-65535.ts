/** Does not know the last port. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override isFit(first: number, last: number): boolean {
    return first <= last && last < 65_535;
  }
}

export const parsePorts = readerAnswer(Wrong);
