/** Never looks for a predecessor. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  static override async find(): Promise<undefined> {
    return undefined;
  }
}

export const takeOver = heirAnswer(Wrong);
