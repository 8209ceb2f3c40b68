/** The names that cells share. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, runInThisContext } from 'node:vm';
import { CellRun, type Setters, SharedNames } from './cell-run.ts';
import type { CompiledCell } from './compiled-cell.ts';
import { CourseModules } from './course-modules.ts';
import { importMetaName } from './import-meta.ts';

const importsCourse = /\bfrom\s*['"]wirebook['"]/;

type CellFunction = (
  exports: object,
  require: NodeJS.Require,
  importMeta: object,
  begin: (setters: Setters) => void,
) => unknown;

/**
 * Runs compiled cells, each a function of its own, so that a name can be declared again.
 *
 * A cell writes the names it declares to its `exports`, and reads those of earlier cells from there.
 * A variable lives on in the cell that declared it, where its functions see it: an assignment by a
 * later cell is therefore carried back to it.
 */
export class Scope {
  readonly #names = new SharedNames();
  readonly #modules: CourseModules;
  readonly #importMeta: object;

  /**
   * @param folder the folder of the notebook, which cells know as `import.meta.dirname`
   * @param packageBundle the file that the course's own package was bundled into, if it was
   */
  constructor(folder: string, packageBundle?: string) {
    this.#modules = new CourseModules(packageBundle);
    this.#importMeta = { dirname: folder, url: pathToFileURL(join(folder, 'notebook.ts')).href };
  }

  /**
   * Loads the course's own package if the cell names it: that takes a tenth of a second, in which a
   * compiler in another process gets on with the cell.
   */
  preload(code: string): void {
    if (!importsCourse.test(code)) return;
    try {
      this.#modules.require('wirebook');
    } catch {
      // The cell will say so itself, if it gets as far.
    }
  }

  /** Makes a cell ready to run; what it declares is known by the run. */
  prepare(cell: CompiledCell): CellRun {
    return new CellRun(cell, this.#names);
  }

  /** Runs a cell; the result is a promise for one that awaits. */
  run(cell: CompiledCell, options: { readonly run: CellRun; readonly script: string }): unknown {
    const { run, script } = options;
    this.#modules.update(cell.modules);
    const setters = cell.variables.map((name) => `${name}: (value) => { ${name} = value }`);
    // The last argument has no name: a cell may declare any.
    const code =
      `(${cell.isAsync ? 'async ' : ''}function (exports, require, ${importMetaName}) ` +
      `{ "use strict"; arguments[3]({ ${setters.join(', ')} });\n${cell.javascript}\n})`;
    const fn = runInThisContext(code, {
      filename: script,
      lineOffset: -1,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as CellFunction;
    return fn(run.exports, this.#modules.require, this.#importMeta, (setters) =>
      run.begin(setters),
    );
  }
}
