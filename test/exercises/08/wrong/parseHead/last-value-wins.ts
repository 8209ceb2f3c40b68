/** Keeps only the last value of a name. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fields(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.values].map(([name, each]) => [name, each.at(-1) ?? '']));
  }
}

export const parseHead = headAnswer(Wrong);
