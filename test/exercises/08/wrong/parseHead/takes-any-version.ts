/** Takes any version. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override requestPattern(): RegExp {
    return /^([A-Z]+) (\/[^ \r\n]*) HTTP\/\d\.(\d)$/;
  }
}

export const parseHead = headAnswer(Wrong);
