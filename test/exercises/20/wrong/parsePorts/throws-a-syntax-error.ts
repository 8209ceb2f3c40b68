/** Throws an error of another kind. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override refuse(part: string): readonly number[] {
    throw new SyntaxError(part);
  }
}

export const parsePorts = readerAnswer(Wrong);
