/** Leaves out what it does not know. */

import { type Packet, Translator, translatorAnswer } from '../../translator.ts';

class Wrong extends Translator {
  override pass(packet: Packet): Packet | undefined {
    const passed = super.pass(packet);
    if (passed === undefined) return undefined;
    const { at, way, from, to } = passed;
    return { at, way, from, to };
  }
}

export const translate = translatorAnswer(Wrong);
