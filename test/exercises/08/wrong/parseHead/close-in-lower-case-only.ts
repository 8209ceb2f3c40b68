/** Knows close in lower case only. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override staysOpen(): boolean {
    return (
      !this.isOld &&
      !this.all('connection')
        .join(',')
        .split(/[ \t]*,[ \t]*/)
        .includes('close')
    );
  }
}

export const parseHead = headAnswer(Wrong);
