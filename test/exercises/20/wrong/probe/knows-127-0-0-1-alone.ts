/** Knows one address of loopback. */

import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override isOwn(address: string): boolean {
    return ['127.0.0.1', '::1'].includes(address);
  }
}

export const probe = proberAnswer(Wrong);
