/** Goes by the chunks where both fields are there, as RFC 7230 allowed. */

import { HeadReader, headAnswer } from '../heads.ts';

export { openShelf, respond } from '../right/plain.ts';

class Wrong extends HeadReader {
  override checkCounts(lengths: readonly string[], codings: readonly string[]): void {
    if (Math.max(lengths.length, codings.length) > 1) throw new Error('Twice the same field');
  }
}

export const parseHead = headAnswer(Wrong);
