/** Treats HTTP/1.0 as 1.1 once the head is read. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override staysOpen(): boolean {
    this.isOld = false;
    return super.staysOpen();
  }
}

export const parseHead = headAnswer(Wrong);
