/** The names that cells share. */

import { createRequire, Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, runInThisContext } from 'node:vm';
import { courseRoot } from '../paths.ts';
import type { CompiledCell } from './compiled-cell.ts';
import { importMetaName } from './import-meta.ts';
import { tslabModule } from './tslab-module.ts';

type Link = (setters: Readonly<Record<string, (value: unknown) => void>>) => void;
type CellFunction = (
  exports: object,
  require: NodeJS.Require,
  importMeta: object,
  link: Link,
) => unknown;

/**
 * Runs compiled cells, each a function of its own, so that a name can be declared again.
 *
 * A cell writes the names it declares to its `exports`, and reads those of earlier cells from there.
 * A variable lives on in the cell that declared it, where its functions see it: an assignment by a
 * later cell is therefore carried back to it.
 */
export class Scope {
  readonly #values: Record<string, unknown> = {};
  readonly #setters = new Map<string, (value: unknown) => void>();
  readonly #modules = new ModulesOfCourse();
  readonly #importMeta: object;

  /** @param folder the folder of the notebook, which cells know as `import.meta.dirname` */
  constructor(folder: string) {
    this.#importMeta = { dirname: folder, url: pathToFileURL(join(folder, 'notebook.ts')).href };
  }

  /** Runs a cell; the result is a promise for one that awaits. */
  run(cell: CompiledCell, script: string): unknown {
    this.#modules.update(cell.modules);
    const setters = cell.variables.map((name) => `${name}: (value) => { ${name} = value }`);
    const code =
      `(${cell.isAsync ? 'async ' : ''}function (exports, require, ${importMetaName}, link) ` +
      `{ "use strict"; link({ ${setters.join(', ')} });\n${cell.javascript}\n})`;
    const fn = runInThisContext(code, {
      filename: script,
      lineOffset: -1,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as CellFunction;
    const own = new Set(cell.names);
    for (const name of own) this.#setters.delete(name);
    return fn(this.#exportsOf(own), this.#modules.require, this.#importMeta, (setters) => {
      for (const [name, set] of Object.entries(setters)) this.#setters.set(name, set);
    });
  }

  /** Takes the value that a cell left under a name which no cell sees. */
  take(name: string): unknown {
    const value = this.#values[name];
    delete this.#values[name];
    return value;
  }

  #exportsOf(own: ReadonlySet<string>): object {
    return new Proxy(this.#values, {
      set: (values, name, value) => {
        if (typeof name === 'string' && !own.has(name)) this.#setters.get(name)?.(value);
        return Reflect.set(values, name, value);
      },
      // TypeScript defines what a cell imports as getters; as values they can be declared again.
      defineProperty: (values, name, { get, value }) =>
        name === '__esModule' || Reflect.set(values, name, get ? get() : value),
    });
  }
}

/** The course's own TypeScript files that cells import, compiled and checked with them. */
class ModulesOfCourse {
  readonly #sources = new Map<string, string>();
  readonly #loaded = new Map<string, Module>();
  readonly require = this.#requireFrom(join(courseRoot, 'cell.js'));

  update(modules: CompiledCell['modules']): void {
    for (const { path, data } of modules) {
      this.#sources.set(path, data);
      this.#loaded.delete(path);
    }
  }

  #requireFrom(importer: string): NodeJS.Require {
    const native = createRequire(importer);
    const folder = dirname(importer);
    const load = (id: string): unknown => {
      if (id === 'tslab') return tslabModule;
      if (!id.startsWith('.') && !id.startsWith('/')) return native(id);
      const path = resolve(folder, id).replace(/\.[cm]?ts$/, '.js');
      const known = [path, `${path}.js`, join(path, 'index.js')].find((each) =>
        this.#sources.has(each),
      );
      return known === undefined ? native(id) : this.#load(known);
    };
    return Object.assign(load, native);
  }

  #load(path: string): unknown {
    const loaded = this.#loaded.get(path);
    if (loaded !== undefined) return loaded.exports;
    const module = new Module(path);
    module.filename = path;
    this.#loaded.set(path, module);
    const fn = runInThisContext(
      `(function (exports, require, module, ${importMetaName}, __filename, __dirname) ` +
        `{${this.#sources.get(path)}\n})`,
      { filename: path },
    ) as (...args: readonly unknown[]) => void;
    const folder = dirname(path);
    const meta = { filename: path, dirname: folder, url: pathToFileURL(path).href };
    fn(module.exports, this.#requireFrom(path), module, meta, path, folder);
    return module.exports;
  }
}
