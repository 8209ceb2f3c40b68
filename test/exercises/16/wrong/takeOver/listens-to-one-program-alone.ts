/** Waits for a silent program before it passes to the next. */

import type { UnixSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override async meet(caller: UnixSocket): Promise<void> {
    await this.pass(caller).catch(() => {});
  }
}

export const takeOver = heirAnswer(Wrong);
