/** Makes lower case of a whole line. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override field(line: string): void {
    super.field(line.toLowerCase());
  }
}

export const parseHead = headAnswer(Wrong);
