/** Ends a line at a newline alone as well. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override lines(head: string): readonly string[] {
    return head.trimEnd().split(/\r?\n/);
  }
}

export const parseHead = headAnswer(Wrong);
