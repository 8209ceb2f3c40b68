/** Finds what every object has. */

import { respond } from '../../respond.ts';
import { Shelf, shelfAnswer, type Thing } from '../../shelf.ts';

class Wrong extends Shelf {
  readonly #things: Record<string, Thing> = {};

  override put(target: string, thing: Thing): Uint8Array {
    this.#things[target.slice(1)] = thing;
    return super.put(target, thing);
  }

  override get(target: string): Uint8Array {
    const { content = 'what it has' } = this.#things[target.slice(1)] ?? { content: undefined };
    const isThere = this.#things[target.slice(1)] !== undefined;
    return isThere && !this.things.has(target) ? respond(200, {}, content) : super.get(target);
  }
}

export const openShelf = shelfAnswer(Wrong);
