/** Takes a request with two hosts. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override checkHost(): void {
    if (!this.isOld && this.all('host').length === 0) throw new Error('No Host');
  }
}

export const parseHead = headAnswer(Wrong);
