/** Leaves the last port of the range out. */

import { Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override inRange(port: number): boolean {
    return (
      super.inRange(port) && port < Math.max(this.settings.lastPort, this.settings.firstPort + 1)
    );
  }
}

export const translate = translatorAnswer(Wrong);
