/** Takes a method of letters and digits. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override requestPattern(): RegExp {
    return /^([A-Z0-9]+) (\/[^ \r\n]*) HTTP\/1\.([01])$/;
  }
}

export const parseHead = headAnswer(Wrong);
