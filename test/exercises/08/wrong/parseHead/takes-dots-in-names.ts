/** Takes a name with a dot in it. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fieldPattern(): RegExp {
    return /^([a-z0-9_.-]+):[ \t]*([^\r\n]*?)[ \t]*$/i;
  }
}

export const parseHead = headAnswer(Wrong);
