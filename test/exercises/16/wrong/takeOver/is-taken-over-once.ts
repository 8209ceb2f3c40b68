/** Cannot be taken over itself. */

import type { UnixServer } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override bindPath(): UnixServer | undefined {
    return this.before ? undefined : super.bindPath();
  }
}

export const takeOver = heirAnswer(Wrong);
