/** Takes the last of several lengths. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkCounts(lengths: readonly string[], codings: readonly string[]): void {
    super.checkCounts(lengths.slice(-1), codings);
  }
}

export const parseHead = headAnswer(Wrong);
