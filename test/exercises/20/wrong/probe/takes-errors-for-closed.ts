/** Takes every error for a refusal. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override stateOf(code: string): string {
    return code === 'ETIMEDOUT' ? 'filtered' : 'closed';
  }
}

export const probe = proberAnswer(Wrong);
