/** Leaves out what it cannot read. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override refuse(): readonly number[] {
    return [];
  }
}

export const parsePorts = readerAnswer(Wrong);
