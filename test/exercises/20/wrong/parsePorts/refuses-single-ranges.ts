/** Refuses a range of one port. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override range(part: string): readonly number[] {
    const [first, last] = part.split('-');
    return first === last ? this.refuse(part) : super.range(part);
  }
}

export const parsePorts = readerAnswer(Wrong);
