/**
 * Compiles the cells of notebooks before anyone runs them: `node compile-lessons.js [NOTEBOOK...]`,
 * called by the setup for all lessons and exercises. Their first run does not wait for the compiler.
 */

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type CodeCell, codeCells, readNotebook, wirebookMetadata } from '../notebook/format.ts';
import { courseRoot } from '../paths.ts';
import { TypeFaults } from './compiled-cell.ts';
import { CompilerProcess } from './compiler-process.ts';
import { snapshotFault, snapshotKey } from './snapshot-file.ts';

const named = process.argv.slice(2);
const key = snapshotKey();
const compiler = new CompilerProcess({ hasSnapshot: snapshotFault(key) === undefined, key });
for (const file of named.length > 0 ? named : notebooksOfCourse()) {
  try {
    const cells = codeCells(readNotebook(file));
    await compileCells(cells);
    // A check leaves the examples out, so that the cells after them come after fewer.
    const checked = cells.filter((cell) => wirebookMetadata(cell).example === undefined);
    if (checked.length < cells.length) await compileCells(checked);
  } catch {
    // Learners write in exercises: what is wrong with one, they are told when they run it.
  }
}
// What was compiled last is kept when the next question is answered.
await compiler.completeness('');
await compiler.close();

function notebooksOfCourse(): readonly string[] {
  return globSync(['notebooks/*.ipynb', 'exercises/*.ipynb'], {
    cwd: courseRoot,
    exclude: ['**/*.kept-*'],
  })
    .sort()
    .map((file) => join(courseRoot, file));
}

/** Compiles cells, each after those before it. */
async function compileCells(cells: readonly CodeCell[]): Promise<void> {
  let declarations = '';
  for (const cell of cells) {
    try {
      // One that raises, as some should, does so in its last statement, with all of it declared.
      declarations = (await compiler.compile(cell.source, declarations)).declarations;
    } catch (error) {
      // Its types are wrong, to show how that looks.
      if (!(error instanceof TypeFaults)) throw error;
    }
  }
}
