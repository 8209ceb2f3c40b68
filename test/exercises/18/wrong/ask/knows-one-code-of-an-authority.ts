/** Does not know the code of a chain that ends in an unknown authority. */

import { Asker, askAnswer } from '../../asker.ts';

class Wrong extends Asker {
  override readonly meanings = {
    ERR_TLS_CERT_ALTNAME_INVALID: 'wrong host',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown authority',
    CERT_HAS_EXPIRED: 'expired',
  };
}

export const ask = askAnswer(Wrong);
