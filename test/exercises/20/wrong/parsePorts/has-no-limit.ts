/** Takes any number of ports. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override readonly most = 65_535;
}

export const parsePorts = readerAnswer(Wrong);
