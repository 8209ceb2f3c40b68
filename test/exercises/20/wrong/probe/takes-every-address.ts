/** Takes every address, and no name. */

import { isIP } from 'node:net';
import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override isOwn(address: string): boolean {
    return isIP(address) > 0;
  }
}

export const probe = proberAnswer(Wrong);
