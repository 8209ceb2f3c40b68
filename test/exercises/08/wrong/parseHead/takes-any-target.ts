/** Takes a target that is no path. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override requestPattern(): RegExp {
    return /^([A-Z]+) ([^ \r\n]*) HTTP\/1\.([01])$/;
  }
}

export const parseHead = headAnswer(Wrong);
