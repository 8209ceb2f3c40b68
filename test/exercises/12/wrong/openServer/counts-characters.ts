/** Counts the characters of a line, where bytes are limited. */

import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override lineOf(bytes: Buffer): Line {
    const [line = '', rest] = String(bytes).split('\n');
    if (line.length >= this.longest) return 'too long';
    return rest === undefined ? undefined : Buffer.from(line);
  }
}

export const openServer = serverAnswer(Wrong);
