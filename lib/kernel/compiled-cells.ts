/** A compiler that is asked only about cells that nobody has compiled before. */

import type { CellStore } from './cell-store.ts';
import type {
  AddedDeclarations,
  Awaitable,
  CompiledCell,
  Completions,
  SessionCompiler,
} from './compiled-cell.ts';

/** Finds cells that were compiled before; asks a compiler, which is to keep them, about all others. */
export class CompiledCells implements SessionCompiler {
  readonly #compiler: SessionCompiler;
  readonly #store: CellStore;
  /** Whether a cell was a module for later cells to import, which the store knows nothing of. */
  #hasModules = false;

  constructor(compiler: SessionCompiler, store: CellStore) {
    this.#compiler = compiler;
    this.#store = store;
  }

  compile(code: string, declarations: string): Awaitable<CompiledCell> {
    this.#hasModules ||= /@module\b/.test(code);
    const known = this.#hasModules ? undefined : this.#store.find({ code, declarations });
    return known ?? this.#compiler.compile(code, declarations);
  }

  complete(code: string, offset: number, declarations: string): Awaitable<Completions> {
    return this.#compiler.complete(code, offset, declarations);
  }

  inspect(code: string, offset: number, declarations: string): Awaitable<string | undefined> {
    return this.#compiler.inspect(code, offset, declarations);
  }

  declare(declarations: string, added: AddedDeclarations): Awaitable<string> {
    return this.#compiler.declare(declarations, added);
  }
}
