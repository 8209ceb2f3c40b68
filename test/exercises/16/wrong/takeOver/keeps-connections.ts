/** Leaves connections open behind the answer. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override end(): void {}
}

export const takeOver = heirAnswer(Wrong);
