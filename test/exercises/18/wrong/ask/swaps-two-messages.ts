/** Swaps the messages of two errors. */

import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override readonly meanings = {
    ERR_TLS_CERT_ALTNAME_INVALID: 'unknown authority',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'wrong host',
    SELF_SIGNED_CERT_IN_CHAIN: 'wrong host',
    CERT_HAS_EXPIRED: 'expired',
  };
}

export const ask = askAnswer(Wrong);
