/** Looks only at the first field Connection. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override staysOpen(): boolean {
    const words = (this.all('connection')[0] ?? '').toLowerCase().split(/[ \t]*,[ \t]*/);
    return !this.isOld && !words.includes('close');
  }
}

export const parseHead = headAnswer(Wrong);
