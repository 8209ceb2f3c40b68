/** Cells that another process has compiled; a compiler is loaded only where that does not do. */

import {
  type AddedDeclarations,
  type Awaitable,
  type CompiledCell,
  type Completions,
  type SessionCompiler,
  TypeFaults,
} from '../kernel/compiled-cell.ts';
import { cellCompiler } from './cell-compiler.ts';
import { keptCells } from './kept-cells.ts';
import type { Precompiled } from './protocol.ts';

/**
 * Finds each cell among those that were compiled before. A cell whose predecessors did not run to
 * their end sees other declarations than were foreseen, and is compiled here: at once in a process
 * that was started from the kernel's snapshot, and after a second in any other.
 */
export class PrecompiledCells implements SessionCompiler {
  readonly #known: ReadonlyMap<string, Precompiled['result']>;
  readonly #keptBy: string | undefined;
  #compiler: SessionCompiler | undefined;

  /** @param keptBy what cells are kept by that were compiled in earlier checks, where they are */
  constructor(compiled: readonly Precompiled[], keptBy?: string) {
    this.#keptBy = keptBy;
    this.#known = new Map(
      compiled.map(({ source, declarations, result }) => [keyOf(source, declarations), result]),
    );
  }

  compile(code: string, declarations: string): Awaitable<CompiledCell> {
    const known = this.#known.get(keyOf(code, declarations));
    if (known === undefined) return this.#load().compile(code, declarations);
    if ('faults' in known) throw new TypeFaults(known.faults);
    return known;
  }

  complete(code: string, offset: number, declarations: string): Awaitable<Completions> {
    return this.#load().complete(code, offset, declarations);
  }

  inspect(code: string, offset: number, declarations: string): Awaitable<string | undefined> {
    return this.#load().inspect(code, offset, declarations);
  }

  declare(declarations: string, added: AddedDeclarations): Awaitable<string> {
    return this.#load().declare(declarations, added);
  }

  #load(): SessionCompiler {
    this.#compiler ??= this.#keptBy === undefined ? cellCompiler() : keptCells(this.#keptBy);
    return this.#compiler;
  }
}

function keyOf(source: string, declarations: string): string {
  return `${declarations}\0${source}`;
}
