/** Takes a name with a space behind it. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fieldPattern(): RegExp {
    return /^([a-z0-9_-]+)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*$/i;
  }
}

export const parseHead = headAnswer(Wrong);
