/** The socket that it tried with stays open. */

import type { UnixSocket } from 'wirebook';
import { Claim, claimAnswer } from '../../claim.ts';

class Wrong extends Claim {
  override endProbe(_probe: UnixSocket) {}
}

export const listenAt = claimAnswer(Wrong);
