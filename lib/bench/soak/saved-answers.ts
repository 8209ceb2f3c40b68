/** What a learner has saved and must find again, byte for byte, whatever happened meanwhile. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../whole-file.ts';

export class SavedAnswers {
  readonly #folder: string;
  readonly #file: string;
  /** The text of the last save. */
  #last: string | undefined;
  /** Texts that a reset has put aside. */
  readonly #putAside = new Set<string>();

  /**
   * @param folder the folder of the learner's exercises
   * @param exercise the name of the one that this learner works on
   */
  constructor(folder: string, exercise: string) {
    this.#folder = folder;
    this.#file = `${exercise}.ipynb`;
  }

  /** The learner's notebook. */
  get path(): string {
    return join(this.#folder, this.#file);
  }

  /** Saves as a front end does. */
  save(text: string): void {
    writeWhole(this.path, text);
    this.#last = text;
  }

  /** What is missing or torn now, in words; to be asked when nobody is writing. */
  faults(): readonly string[] {
    const texts = new Map(
      readdirSync(this.#folder)
        .filter((name) => name.endsWith('.ipynb'))
        .map((name) => [name, readFileSync(join(this.#folder, name), 'utf8')]),
    );
    const present = texts.get(this.#file);
    if (this.#last !== undefined && present !== this.#last) {
      // A reset was here: from now on its copy counts.
      this.#putAside.add(this.#last);
      this.#last = undefined;
    }
    const all = new Set(texts.values());
    return [
      ...(present === undefined ? [`${this.#file} is not there`] : []),
      ...[...texts].flatMap(([name, text]) => (isWhole(text) ? [] : [`${name} is torn`])),
      ...[...this.#putAside].flatMap((text) =>
        all.has(text) ? [] : [`an answer of ${text.length} characters is lost`],
      ),
    ];
  }

  /** Files that no learner has made. */
  strays(): readonly string[] {
    return readdirSync(this.#folder).filter((name) => name.endsWith('.tmp'));
  }
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // Half of a notebook is no JSON.
  }
}
