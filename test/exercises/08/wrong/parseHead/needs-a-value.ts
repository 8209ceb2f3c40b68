/** Refuses a field without a value. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override add(name: string, value: string): void {
    if (value === '') throw new Error('No value');
    super.add(name, value);
  }
}

export const parseHead = headAnswer(Wrong);
