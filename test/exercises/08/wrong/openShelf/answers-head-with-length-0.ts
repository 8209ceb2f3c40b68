/** Counts the body that HEAD leaves out. */

import { respond } from '../../respond.ts';
import { Shelf, shelfAnswer } from '../../shelf.ts';

class Wrong extends Shelf {
  override head(target: string): Uint8Array {
    const { type } = this.things.get(target) ?? {};
    const fields: Readonly<Record<string, string>> = type ? { 'Content-Type': type } : {};
    return respond(this.things.has(target) ? 200 : 404, fields, '');
  }
}

export const openShelf = shelfAnswer(Wrong);
