/** Takes any word for a method. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override requestPattern(): RegExp {
    return /^(\S+) (\/[^ \r\n]*) HTTP\/1\.([01])$/;
  }
}

export const parseHead = headAnswer(Wrong);
