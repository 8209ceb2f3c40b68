/** Takes one port too many. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override isFit(first: number, last: number): boolean {
    return first <= last && last <= 65_536;
  }
}

export const parsePorts = readerAnswer(Wrong);
