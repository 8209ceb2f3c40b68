/** Lets a client of HTTP/1.0 keep its connection. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override staysOpen(): boolean {
    if (!this.isOld) return super.staysOpen();
    return this.all('connection').join().toLowerCase() === 'keep-alive';
  }
}

export const parseHead = headAnswer(Wrong);
