/** Does not say which error it was. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override stateOf(code: string): string {
    return super.stateOf(code).split(' ')[0] ?? '';
  }
}

export const probe = proberAnswer(Wrong);
