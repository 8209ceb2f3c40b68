/** Its expression has no end. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override form(): RegExp {
    return /^([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?/;
  }
}

export const parsePorts = readerAnswer(Wrong);
