/** Takes the field twice, and goes by the first. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkCounts(lengths: readonly string[], codings: readonly string[]): void {
    super.checkCounts(lengths, codings.slice(0, 1));
  }

  override checkCoding(coding: string): void {
    if (coding === this.all('transfer-encoding')[0]) super.checkCoding(coding);
  }
}

export const parseHead = headAnswer(Wrong);
