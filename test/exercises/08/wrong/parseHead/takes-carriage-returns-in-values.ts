/** Lets a value hold a carriage return. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fieldPattern(): RegExp {
    return /^([a-z0-9_-]+):[ \t]*([^\n]*?)[ \t]*$/i;
  }
}

export const parseHead = headAnswer(Wrong);
