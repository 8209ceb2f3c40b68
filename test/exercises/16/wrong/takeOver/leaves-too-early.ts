/** Does not wait for its clients in left(). */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override leave(): void {
    if (this.wasTaken) this.gone.resolve();
  }
}

export const takeOver = heirAnswer(Wrong);
