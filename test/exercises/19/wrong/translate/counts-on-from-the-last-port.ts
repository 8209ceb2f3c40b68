/** Never gives the port of an earlier row out again until it has come round. */

import { Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  #next = this.settings.firstPort;
  override leastFree(): number | undefined {
    for (let tries = this.settings.firstPort; tries <= this.settings.lastPort; tries += 1) {
      const port = this.#next;
      this.#next = port === this.settings.lastPort ? this.settings.firstPort : port + 1;
      if (this.isFree(port)) return port;
    }
    return undefined;
  }
}

export const translate = translatorAnswer(Wrong);
