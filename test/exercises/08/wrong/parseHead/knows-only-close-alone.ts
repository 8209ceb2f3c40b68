/** Compares the whole value with close. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override staysOpen(): boolean {
    return !this.isOld && this.all('connection').join().toLowerCase() !== 'close';
  }
}

export const parseHead = headAnswer(Wrong);
