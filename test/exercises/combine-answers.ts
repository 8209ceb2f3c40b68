/**
 * Whole answers made of single functions. A file in `wrong/FUNCTION` exports that function alone; all
 * others come from the plain right answer of its exercise.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder of whole answers, removed with them at its end. */
export class CombinedAnswers implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wirebook-answers-'));
  #count = 0;

  /**
   * Writes an answer.
   *
   * @param exercise the folder of the exercise's answers
   * @param parts files by the function that they export
   * @returns the path of its module
   */
  write(exercise: string, parts: ReadonlyMap<string, string>): string {
    const from = (path: string) => `from ${JSON.stringify(pathToFileURL(path).href)};\n`;
    const lines = [...parts].map(([name, file]) => `export { ${name} } ${from(file)}`);
    // A name that is exported by itself goes before the same one of a star.
    lines.push(`export * ${from(join(exercise, 'right', 'plain.ts'))}`);
    this.#count += 1;
    const path = join(this.#folder, `${this.#count}.mjs`);
    writeFileSync(path, lines.join(''));
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
