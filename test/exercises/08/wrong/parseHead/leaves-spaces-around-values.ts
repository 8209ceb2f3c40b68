/** Takes away one space before a value, and nothing behind it. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fieldPattern(): RegExp {
    return /^([a-z0-9_-]+): ?([^\r\n]*)$/i;
  }

  override checkCoding(coding: string): void {
    super.checkCoding(coding.trim());
  }

  override checkLength(length: string): void {
    super.checkLength(length.trim());
  }
}

export const parseHead = headAnswer(Wrong);
