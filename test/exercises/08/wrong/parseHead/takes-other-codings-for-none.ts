/** Takes a coding that it does not know for none. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkCoding(): void {}

  override body(): number | 'chunked' {
    return this.all('transfer-encoding')[0]?.toLowerCase() === 'chunked'
      ? 'chunked'
      : Number(this.all('content-length')[0] ?? 0);
  }
}

export const parseHead = headAnswer(Wrong);
