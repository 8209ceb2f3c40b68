/** Asks an object for names that it has from its prototype. */

import { HeadReader, headAnswer } from '../../heads.ts';

class Wrong extends HeadReader {
  override fields(): Readonly<Record<string, string>> {
    const fields: Record<string, string> = {};
    for (const [name, each] of this.values) {
      for (const value of each) fields[name] = fields[name] ? `${fields[name]}, ${value}` : value;
    }
    return fields;
  }
}

export const parseHead = headAnswer(Wrong);
