/** Refuses a line of as many bytes as the limit. */

import { Hub, hubAnswer } from '../../hub.ts';

class Wrong extends Hub {
  override refuses(line: Buffer): boolean {
    return line.length >= this.limit;
  }
}

export const openHub = hubAnswer(Wrong);
