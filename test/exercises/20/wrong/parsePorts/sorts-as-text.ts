/** Sorts numbers as texts. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override order(ports: readonly number[]): number[] {
    return [...new Set(ports)].sort();
  }
}

export const parsePorts = readerAnswer(Wrong);
