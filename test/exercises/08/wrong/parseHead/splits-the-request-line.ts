/** Takes what stands between spaces, however many. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override request(line: string): void {
    super.request(line.trim().split(/\s+/).slice(0, 3).join(' '));
  }
}

export const parseHead = headAnswer(Wrong);
