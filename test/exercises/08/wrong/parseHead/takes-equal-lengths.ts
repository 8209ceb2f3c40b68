/** Takes a length twice if both say the same. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkCounts(lengths: readonly string[], codings: readonly string[]): void {
    super.checkCounts([...new Set(lengths)], codings);
  }
}

export const parseHead = headAnswer(Wrong);
