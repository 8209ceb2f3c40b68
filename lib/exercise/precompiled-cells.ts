/** Cells that another process has compiled; a compiler is loaded only where that does not do. */

import { createRequire } from 'node:module';
import {
  type CellCompiler,
  type CompiledCell,
  type Completions,
  TypeFaults,
} from '../kernel/compiled-cell.ts';
import { moduleExtension } from '../paths.ts';
import type { Precompiled } from './protocol.ts';

/**
 * Finds each cell among those that were compiled before. A cell whose predecessors did not run to
 * their end sees other declarations than were foreseen, and is compiled here, which takes a second.
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

  select(declarations: string, isWanted: (name: string) => boolean): string {
    return this.#load().select(declarations, isWanted);
  }

  #load(): CellCompiler {
    if (this.#compiler !== undefined) return this.#compiler;
    const require = createRequire(import.meta.url);
    // The module's type is known; `require` alone does not know it.
    const { Compiler } = require(`../kernel/compiler${moduleExtension}`) as {
      readonly Compiler: new () => CellCompiler;
    };
    this.#compiler = new Compiler();
    return this.#compiler;
  }
}

function keyOf(source: string, declarations: string): string {
  return `${declarations}\0${source}`;
}
