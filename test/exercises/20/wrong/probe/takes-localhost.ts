/** Takes a name. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override isOwn(address: string): boolean {
    return address === 'localhost' || super.isOwn(address);
  }
}

export const probe = proberAnswer(Wrong);
