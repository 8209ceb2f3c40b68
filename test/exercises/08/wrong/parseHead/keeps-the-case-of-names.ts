/** Takes Host and host for two names. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override key(name: string): string {
    return name;
  }

  override all(name: string): readonly string[] {
    const same = [...this.values.keys()].find((key) => key.toLowerCase() === name.toLowerCase());
    return same === undefined ? [] : (this.values.get(same) ?? []);
  }
}

export const parseHead = headAnswer(Wrong);
