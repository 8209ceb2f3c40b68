/** Takes a refusal at its path for an error. */

import { existsSync } from 'node:fs';
import { UnixSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  static override async find(path: string): Promise<UnixSocket | undefined> {
    return existsSync(path) ? UnixSocket.connect({ path }) : undefined;
  }
}

export const takeOver = heirAnswer(Wrong);
