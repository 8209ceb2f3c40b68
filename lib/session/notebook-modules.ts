/** The files that cells import by their path, and the packages of the course and of the notebook. */

import { statSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { courseRoot } from '../base/paths.ts';
import { type CompiledCell, importMetaName } from '../compile/interface.ts';
import { tslabModule } from './tslab-module.ts';

/** What `import` and `require` find in a notebook: files from its folder on, then packages. */
export class NotebookModules {
  /** TypeScript, and modules of JavaScript, that were compiled and checked with the cells. */
  readonly #sources = new Map<string, string>();
  readonly #loaded = new Map<string, Module>();
  /** The files that import each file, by path. */
  readonly #importers = new Map<string, Set<string>>();
  /** When each file that Node itself loads was modified, at the time it was loaded. */
  readonly #modified = new Map<string, number>();
  readonly #packageBundle: string | undefined;
  readonly #ofCourse = createRequire(join(courseRoot, 'cell.js'));
  readonly require: NodeJS.Require;

  /**
   * @param notebook the path of a module that would stand where the notebook is
   * @param packageBundle the file that the course's own package was bundled into, if it was
   */
  constructor(notebook: string, packageBundle?: string) {
    this.#packageBundle = packageBundle;
    this.require = this.#requireFrom(notebook);
  }

  /** Takes files that are new or have changed: they are loaded anew, and those that import them. */
  update(modules: CompiledCell['modules']): void {
    for (const { path, data } of modules) {
      this.#sources.set(path, data);
      this.#forget(path);
    }
  }

  #forget(path: string): void {
    const importers = this.#importers.get(path) ?? [];
    this.#importers.delete(path);
    this.#loaded.delete(path);
    for (const importer of importers) this.#forget(importer);
  }

  #requireFrom(importer: string): NodeJS.Require {
    const native = createRequire(importer);
    const folder = dirname(importer);
    const load = (id: string): unknown => {
      if (id === 'tslab') return tslabModule;
      // The second is a part of the first.
      const isLibrary = id === 'wirebook' || id === 'wirebook/socket';
      if (isLibrary && this.#packageBundle !== undefined) return native(this.#packageBundle);
      if (isPackage(id)) return this.#loadByNode(id, native);
      const known = this.#find(resolve(folder, id)) ?? this.#find(resolve(courseRoot, id));
      if (known === undefined) return this.#loadByNode(id, native);
      const importers = this.#importers.get(known) ?? new Set();
      this.#importers.set(known, importers.add(importer));
      return this.#load(known);
    };
    return Object.assign(load, native);
  }

  /** The path of a compiled file that is imported with its extension or without. */
  #find(path: string): string | undefined {
    const output = path.replace(/\.([cm]?)tsx?$/, '.$1js');
    const paths = [output, `${output}.js`, join(output, 'index.js')];
    return paths.find((each) => this.#sources.has(each));
  }

  /** Packages, data and CommonJS: a file that has changed is read anew. */
  #loadByNode(id: string, native: NodeJS.Require): unknown {
    let path: string;
    try {
      path = native.resolve(id);
    } catch {
      // Not beside the notebook: the course's own packages are found from everywhere.
      path = this.#ofCourse.resolve(id);
    }
    if (isPackage(id)) return native(path);
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if ((this.#modified.get(path) ?? modified) !== modified) delete native.cache[path];
    this.#modified.set(path, modified);
    return native(path);
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

/** True for the name of a package or of a module of Node, and not for a path. */
function isPackage(id: string): boolean {
  return !/^[./]/.test(id);
}
