/** Does not say which address it refuses. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override refuse(): void {
    throw new RangeError('not loopback');
  }
}

export const probe = proberAnswer(Wrong);
