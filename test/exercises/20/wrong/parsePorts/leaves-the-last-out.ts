/** Leaves the last port of a range out. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override range(part: string): readonly number[] {
    const ports = super.range(part);
    return ports.length > 1 ? ports.slice(0, -1) : ports;
  }
}

export const parsePorts = readerAnswer(Wrong);
