/** Takes any name without a colon in it. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fieldPattern(): RegExp {
    return /^([^:\s][^:\r\n]*):[ \t]*([^\r\n]*?)[ \t]*$/i;
  }
}

export const parseHead = headAnswer(Wrong);
