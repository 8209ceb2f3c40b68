/** The TypeScript files that cells import by their path. */

import { createRequire, Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { courseRoot } from '../paths.ts';
import type { CompiledCell } from './compiled-cell.ts';
import { importMetaName } from './import-meta.ts';
import { tslabModule } from './tslab-module.ts';

/** The course's own TypeScript files that cells import, compiled and checked with them. */
export class CourseModules {
  readonly #sources = new Map<string, string>();
  readonly #loaded = new Map<string, Module>();
  readonly #packageBundle: string | undefined;
  readonly require = this.#requireFrom(join(courseRoot, 'cell.js'));

  /** @param packageBundle the file that the course's own package was bundled into, if it was */
  constructor(packageBundle?: string) {
    this.#packageBundle = packageBundle;
  }

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
      // The second is a part of the first.
      const isLibrary = id === 'wirebook' || id === 'wirebook/socket';
      if (isLibrary && this.#packageBundle !== undefined) return native(this.#packageBundle);
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
