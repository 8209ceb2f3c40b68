/** Refuses 1,024 ports. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override readonly most = 1023;
}

export const parsePorts = readerAnswer(Wrong);
