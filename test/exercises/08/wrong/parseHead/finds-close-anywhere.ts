/** Finds close within other words. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override staysOpen(): boolean {
    return !this.isOld && !/close/i.test(this.all('connection').join());
  }
}

export const parseHead = headAnswer(Wrong);
