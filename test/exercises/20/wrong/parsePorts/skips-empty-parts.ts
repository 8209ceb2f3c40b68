/** Takes two commas for one. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override parts(text: string): readonly string[] {
    return text.split(',').filter(Boolean);
  }
}

export const parsePorts = readerAnswer(Wrong);
