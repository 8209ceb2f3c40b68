/** Takes every other error for silence. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override stateOf(code: string): string {
    return code === 'ECONNREFUSED' ? 'closed' : 'filtered';
  }
}

export const probe = proberAnswer(Wrong);
