/** Lets a value hold a newline. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fieldPattern(): RegExp {
    return /^([a-z0-9_-]+):[ \t]*([^\r]*?)[ \t]*$/i;
  }
}

export const parseHead = headAnswer(Wrong);
