/** Knows two ends. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override stateOf(code: string): string {
    return code === 'ETIMEDOUT' ? 'closed' : super.stateOf(code);
  }
}

export const probe = proberAnswer(Wrong);
