/** Skips a line that is no field. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override field(line: string): void {
    if (this.fieldPattern().test(line)) super.field(line);
  }
}

export const parseHead = headAnswer(Wrong);
