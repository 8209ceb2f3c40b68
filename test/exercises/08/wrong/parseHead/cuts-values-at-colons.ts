/** Ends a value at its first colon. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override add(name: string, value: string): void {
    super.add(name, value.split(':')[0]?.trim() ?? '');
  }
}

export const parseHead = headAnswer(Wrong);
