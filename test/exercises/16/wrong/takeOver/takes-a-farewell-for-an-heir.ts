/** Stops when a program leaves that had said nothing. */

import type { UnixSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override async isTaken(caller: UnixSocket): Promise<boolean> {
    await caller.recv();
    return true;
  }
}

export const takeOver = heirAnswer(Wrong);
