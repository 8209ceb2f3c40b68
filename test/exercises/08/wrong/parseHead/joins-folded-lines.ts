/** Appends a line that begins with a space to the one before. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override lines(head: string): readonly string[] {
    return head
      .slice(0, -4)
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n');
  }
}

export const parseHead = headAnswer(Wrong);
