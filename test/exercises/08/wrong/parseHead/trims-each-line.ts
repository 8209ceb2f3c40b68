/** Trims lines, and half line ends and folds with them. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override lines(head: string): readonly string[] {
    return super.lines(head).map((line) => line.trim());
  }
}

export const parseHead = headAnswer(Wrong);
