/** Does without Host. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkHost(): void {}
}

export const parseHead = headAnswer(Wrong);
