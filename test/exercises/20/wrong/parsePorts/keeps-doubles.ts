/** Keeps ports that are named twice. */

import { Reader, readerAnswer } from '../../reader.ts';

class Wrong extends Reader {
  override order(ports: readonly number[]): number[] {
    return ports.toSorted((one, other) => one - other);
  }
}

export const parsePorts = readerAnswer(Wrong);
