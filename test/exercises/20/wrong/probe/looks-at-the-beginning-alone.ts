/** Takes names that begin like loopback. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override isOwn(address: string): boolean {
    return address === '::1' || address.startsWith('127.');
  }
}

export const probe = proberAnswer(Wrong);
