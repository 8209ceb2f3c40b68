/** Returns the length as it stands there. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override body(): number | 'chunked' {
    const [length] = this.all('content-length');
    return length === undefined ? super.body() : (length as unknown as number);
  }
}

export const parseHead = headAnswer(Wrong);
