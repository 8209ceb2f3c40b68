/** The names that cells share. */

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, runInThisContext } from 'node:vm';
import {
  type Binding,
  type CompiledCell,
  importMetaName,
  requireName,
  scopeName,
} from '../compile/interface.ts';
import { CellRun, SharedNames } from './cell-run.ts';
import { NotebookModules } from './notebook-modules.ts';

const importsCourse = /\bfrom\s*['"]wirebook['"]/;

/** Gives a cell the names of a module, and returns the cell. */
type CellModule = (
  scope: object,
  exports: object,
  require: NodeJS.Require,
  importMeta: object,
  sameRequire: NodeJS.Require,
  filename: string,
  dirname: string,
) => (begin: (bindings: readonly Binding[]) => void, last: (value: unknown) => void) => unknown;

/**
 * Runs compiled cells, each a function of its own, so that a name can be declared again.
 *
 * A variable lives in the cell that declared it, where its functions see it. Later cells read it from
 * the scope that all of them share, and assign to it there.
 */
export class CellScope {
  readonly #names = new SharedNames();
  readonly #file: string;
  readonly #modules: NotebookModules;
  readonly #importMeta: object;

  /**
   * @param folder the folder of the notebook, which cells know as `import.meta.dirname`
   * @param packageBundle the file that the course's own package was bundled into, if it was
   */
  constructor(folder: string, packageBundle?: string) {
    this.#file = join(folder, 'notebook.ts');
    this.#modules = new NotebookModules(this.#file, packageBundle);
    this.#importMeta = {
      ...{ dirname: folder, filename: this.#file, url: pathToFileURL(this.#file).href },
    };
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
    // A cell may declare any name, those of a module as well: it is a function within their scope,
    // and its own argument has no name.
    const code =
      `(function (${scopeName}, exports, require, ${importMetaName}, ${requireName}, ` +
      `__filename, __dirname) { return ${cell.isAsync ? 'async ' : ''}function () ` +
      `{ "use strict";\n${cell.javascript}\n} })`;
    const module = runInThisContext(code, {
      filename: script,
      lineOffset: -1,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as CellModule;
    const { require } = this.#modules;
    const folder = dirname(this.#file);
    const { names } = this.#names;
    const start = module(names, names, require, this.#importMeta, require, this.#file, folder);
    return start(
      (bindings) => run.begin(bindings),
      (value) => {
        run.last = value;
      },
    );
  }
}
