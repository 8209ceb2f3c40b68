/** Takes a certificate that is not valid yet for one that has expired. */

import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override readonly meanings = {
    ERR_TLS_CERT_ALTNAME_INVALID: 'wrong host',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown authority',
    SELF_SIGNED_CERT_IN_CHAIN: 'unknown authority',
    CERT_HAS_EXPIRED: 'expired',
    CERT_NOT_YET_VALID: 'expired',
  };
}

export const ask = askAnswer(Wrong);
