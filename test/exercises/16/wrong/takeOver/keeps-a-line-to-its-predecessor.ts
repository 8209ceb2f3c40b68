/** Leaves the connection to its predecessor open. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override async announce(): Promise<void> {
    await this.before?.sendAll('k');
  }
}

export const takeOver = heirAnswer(Wrong);
