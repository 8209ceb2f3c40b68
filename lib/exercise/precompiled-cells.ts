/** Cells that another process has compiled; a compiler is loaded only where that does not do. */

import { createRequire } from 'node:module';
import {
  type CellCompiler,
  type CompiledCell,
  type Completions,
  TypeFaults,
} from '../kernel/compiled-cell.ts';
import { snapshotContents } from '../kernel/snapshot-contents.ts';
import { moduleExtension } from '../paths.ts';
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
    if (known === undefined) return this.#compileHere(code, declarations);
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

  #compileHere(code: string, declarations: string): CompiledCell {
    try {
      return this.#load().compile(code, declarations);
    } catch (error) {
      // The snapshot's compiler throws a class of the snapshot's own.
      const { name, faults } = error as Partial<TypeFaults>;
      throw name === 'TypeFaults' && faults !== undefined ? new TypeFaults(faults) : error;
    }
  }

  #load(): CellCompiler {
    this.#compiler ??= snapshotContents()?.compiler ?? loadCompiler();
    return this.#compiler;
  }
}

function loadCompiler(): CellCompiler {
  const require = createRequire(import.meta.url);
  // The module's type is known; `require` alone does not know it.
  const { Compiler } = require(`../kernel/compiler${moduleExtension}`) as {
    readonly Compiler: new () => CellCompiler;
  };
  return new Compiler();
}

function keyOf(source: string, declarations: string): string {
  return `${declarations}\0${source}`;
}
