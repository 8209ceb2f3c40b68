/** Takes blanks around a part. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override parts(text: string): readonly string[] {
    return text.split(',').map((part) => part.trim());
  }
}

export const parsePorts = readerAnswer(Wrong);
