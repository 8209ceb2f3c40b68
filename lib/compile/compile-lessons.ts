/**
 * Compiles the cells of notebooks into the store: `node compile-lessons.js [NOTEBOOK...]`, called by
 * the setup for all lessons and exercises. Their first run does not wait for the compiler.
 */

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../base/paths.ts';
import { codeCells, readNotebook, wirebookMetadata } from '../notebook/format.ts';
import { compileInOrder } from './given.ts';
import { childCommand, InChildCompiler } from './in-child.ts';
import { snapshotFault, snapshotKey } from './snapshot/snapshot-file.ts';

const named = process.argv.slice(2);
const key = snapshotKey();
const hasSnapshot = snapshotFault(key) === undefined;
const compiler = new InChildCompiler(childCommand({ hasSnapshot, key }));
for (const file of named.length > 0 ? named : notebooksOfCourse()) {
  try {
    const cells = codeCells(readNotebook(file));
    const sources = cells.map(({ source }) => source);
    await compileInOrder(sources, compiler);
    // A check leaves the examples out, so that the cells after them come after fewer.
    const checked = cells.filter((cell) => wirebookMetadata(cell).example === undefined);
    if (checked.length === cells.length) continue;
    await compileInOrder(
      checked.map(({ source }) => source),
      compiler,
    );
  } catch {
    // Learners write in exercises: the notebook itself reports its faults when it is run.
  }
}
// The child keeps the last cell before it answers the next question.
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
