/** Cells that another process has compiled; a compiler is loaded only where that does not do. */

import {
  type AddedDeclarations,
  type CellCompiler,
  type CompiledCell,
  type Completions,
  TypeFaults,
} from '../kernel/compiled-cell.ts';
import { cellCompiler } from './cell-compiler.ts';
import type { Precompiled } from './protocol.ts';

/**
 * Finds each cell among those that were compiled before. A cell whose predecessors did not run to
 * their end sees other declarations than were foreseen, and is compiled here: at once in a process
 * that was started from the kernel's snapshot, and after a second in any other.
 */
export class PrecompiledCells implements CellCompiler {
  readonly #known: ReadonlyMap<string, Precompiled['result']>;
  #compiler: CellCompiler | undefined;

  constructor(compiled: readonly Precompiled[]) {
    this.#known = new Map(
      compiled.map(({ source, declarations, result }) => [keyOf(source, declarations), result]),
    );
  }

  compile(code: string, declarations: string): CompiledCell {
    const known = this.#known.get(keyOf(code, declarations));
    if (known === undefined) return this.#load().compile(code, declarations);
    if ('faults' in known) throw new TypeFaults(known.faults);
    return known;
  }

  complete(code: string, offset: number, declarations: string): Completions {
    return this.#load().complete(code, offset, declarations);
  }

  inspect(code: string, offset: number, declarations: string): string | undefined {
    return this.#load().inspect(code, offset, declarations);
  }

  declare(declarations: string, added: AddedDeclarations): string {
    return this.#load().declare(declarations, added);
  }

  #load(): CellCompiler {
    this.#compiler ??= cellCompiler();
    return this.#compiler;
  }
}

function keyOf(source: string, declarations: string): string {
  return `${declarations}\0${source}`;
}
