/** Takes away what JavaScript calls white space. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override add(name: string, value: string): void {
    super.add(name, value.trim());
  }
}

export const parseHead = headAnswer(Wrong);
