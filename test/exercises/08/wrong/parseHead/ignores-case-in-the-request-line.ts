/** Takes a request line in any case. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override requestPattern(): RegExp {
    return /^([A-Z]+) (\/[^ \r\n]*) HTTP\/1\.([01])$/i;
  }
}

export const parseHead = headAnswer(Wrong);
