/** Keeps compiled cells on the disk: what the same compiler makes of the same cell is the same. */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ContentCache, findKept, keyOf } from '../content-cache.ts';
import { courseRoot } from '../paths.ts';
import type { CompiledCell } from './compiled-cell.ts';
import { snapshotKey, snapshotSources } from './snapshot-file.ts';

/** What all cells of one checkout may take on the disk, in bytes. */
const room = 64 * 1024 * 1024;

/** A cell that takes more is compiled each time: what later cells know of it is in each of theirs. */
const cellRoom = 128 * 1024;

/** A cell that is known. */
interface Kept {
  /** Its name on the disk, which says that this file was meant. */
  readonly key: string;
  readonly cell: CompiledCell;
}

/** What is asked of a compiler. */
export interface CompileTask {
  readonly code: string;
  /** What the cells before declared. */
  readonly declarations: string;
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
    // The sources first: what changes from now on is seen.
    this.#isTrue = snapshotKey() === compiler;
  }

  /** What became of a cell when it was compiled before. */
  find(task: CompileTask): CompiledCell | undefined {
    if (!this.#isCurrent()) return undefined;
    const key = nameOf(task);
    try {
      const file = findKept(this.#folder, key);
      if (file === undefined) return undefined;
      const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept | null;
      return kept?.key === key ? kept.cell : undefined;
    } catch {
      // Half a file, after a power cut, or no file of ours.
      return undefined;
    }
  }

  /** Keeps what became of a cell, if it would be the same again. */
  keep(task: CompileTask, cell: CompiledCell): void {
    if (!cell.isRepeatable || !this.#isCurrent()) return;
    const key = nameOf(task);
    const kept: Kept = { key, cell };
    const content = JSON.stringify(kept);
    if (content.length > cellRoom) return;
    try {
      this.#cache ??= this.#open();
      // Half a file would be no JSON, and is found out.
      this.#cache.keep(key, content, { isDurable: false });
    } catch {
      // On a disk that is full or read-only the cell is compiled again next time.
    }
  }

  #open(): ContentCache {
    const cache = new ContentCache(this.#folder, { room });
    // No other compiler can be started any more.
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

/** Where the cells are kept; `WIREBOOK_CELL_CACHE` names another folder. */
function cellFolder(): string {
  return process.env.WIREBOOK_CELL_CACHE ?? join(courseRoot, 'dist', 'cache', 'cells');
}

function nameOf({ code, declarations }: CompileTask): string {
  return keyOf(code, declarations);
}
