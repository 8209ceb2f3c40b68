/** Compiled cells on the disk: the same compiler makes the same of the same cell. */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ContentCache, findKept, keyOf } from '../base/content-cache.ts';
import { courseRoot, moduleExtension } from '../base/paths.ts';
import type { Awaitable, CellCompiler, CellSource, Compiled, CompiledCell } from './interface.ts';
import { snapshotKey, snapshotSources } from './snapshot/snapshot-file.ts';

/** Finds cells that were compiled before; asks another compiler about the rest. */
export class StoredCompiler implements CellCompiler {
  readonly #store: CellStore;
  readonly #compiler: CellCompiler;
  /** True after a cell that is a module for later cells: the store does not know modules. */
  #hasModules = false;

  constructor(store: CellStore, compiler: CellCompiler) {
    this.#store = store;
    this.#compiler = compiler;
  }

  compile(cell: CellSource): Awaitable<Compiled> {
    this.#hasModules ||= isModule(cell.code);
    const known = this.#hasModules ? undefined : this.#store.find(cell);
    return known ?? this.#compiler.compile(cell);
  }
}

/** Tells whether a cell is a module for later cells to import. */
export function isModule(code: string): boolean {
  return /@module\b/.test(code);
}

/** The key of the store, where cells may be kept: sources that run as they are written have none. */
export function storeKey(): string | undefined {
  return moduleExtension === '.js' ? snapshotKey() : undefined;
}

/** The most room on the disk of all cells of one checkout, in bytes. */
const room = 64 * 1024 * 1024;

/** A larger cell, in bytes, is compiled each time: its declarations are in each later one too. */
const cellRoom = 128 * 1024;

/** A cell on the disk. */
interface KeptCell {
  /** The name of its file, which proves that this file was meant. */
  readonly key: string;
  readonly cell: CompiledCell;
}

/**
 * The cells that one compiler has compiled, in this process or another one. A store saves time and
 * decides nothing: where it cannot be read or written, cells are compiled.
 */
export class CellStore {
  readonly #parent: string;
  readonly #compiler: string;
  readonly #folder: string;
  readonly #sources = snapshotSources();
  readonly #isTrue: boolean;
  #cache: ContentCache | undefined;

  /**
   * @param compiler the key of the compiler's snapshot, or of what a snapshot would be made from
   * @param folder where the cells of all compilers are kept
   */
  constructor(compiler: string, folder: string = cellFolder()) {
    this.#compiler = compiler;
    this.#parent = folder;
    this.#folder = join(folder, compiler);
    // The sources first, so that a change from now on is seen.
    this.#isTrue = snapshotKey() === compiler;
  }

  /** The outcome of an earlier compilation of the same cell. */
  find(source: CellSource): CompiledCell | undefined {
    if (!this.#isCurrent()) return undefined;
    const key = nameOf(source);
    try {
      const file = findKept(this.#folder, key);
      if (file === undefined) return undefined;
      const kept = JSON.parse(readFileSync(file, 'utf8')) as KeptCell | null;
      return kept?.key === key ? kept.cell : undefined;
    } catch {
      // Half a file, after a power cut, or another program's file.
      return undefined;
    }
  }

  /** Keeps a compiled cell, if it would be the same again. */
  keep(source: CellSource, cell: Compiled): void {
    if ('faults' in cell || !cell.isRepeatable || !this.#isCurrent()) return;
    const key = nameOf(source);
    const kept: KeptCell = { key, cell };
    const content = JSON.stringify(kept);
    if (content.length > cellRoom) return;
    try {
      this.#cache ??= this.#open();
      // Half a file is not JSON, and find() passes over it.
      this.#cache.keep(key, content, { isDurable: false });
    } catch {
      // On a disk that is full or read-only the cell is compiled again next time.
    }
  }

  #open(): ContentCache {
    const cache = new ContentCache(this.#folder, { room });
    // No other compiler of this checkout can be started any more.
    for (const other of readdirSync(this.#parent)) {
      if (other !== this.#compiler) rmSync(join(this.#parent, other), { recursive: true });
    }
    return cache;
  }

  /** A compiler does not see packages that are installed under it. */
  #isCurrent(): boolean {
    return this.#isTrue && this.#sources === snapshotSources();
  }
}

/** The folder of the cells; `WIREBOOK_CELL_CACHE` names another one. */
function cellFolder(): string {
  return process.env.WIREBOOK_CELL_CACHE ?? join(courseRoot, 'dist', 'cache', 'cells');
}

function nameOf({ code, declarations }: CellSource): string {
  return keyOf(code, declarations);
}
