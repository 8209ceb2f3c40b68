/** Takes noughts at the beginning. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override form(): RegExp {
    return /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/;
  }
}

export const parsePorts = readerAnswer(Wrong);
