/** Cells that were compiled in advance, in the belief that each of them runs to its end. */

import type { Awaitable, CellCompiler, CellSource, Compiled } from './interface.ts';
import { CellStore, isModule, StoredCompiler } from './stored.ts';

/** A cell that was compiled in advance. */
export interface GivenCell {
  readonly source: CellSource;
  readonly result: Compiled;
}

/**
 * Compiles the cells of a notebook in order.
 *
 * @param sources the code of the cells
 */
export async function compileInOrder(
  sources: readonly string[],
  compiler: CellCompiler,
): Promise<readonly GivenCell[]> {
  const given: GivenCell[] = [];
  let declarations = '';
  for (const code of sources) {
    const source = { code, declarations };
    const result = await compiler.compile(source);
    given.push({ source, result });
    if (!('faults' in result)) declarations = result.declarations;
  }
  return given;
}

/** The cells at the beginning of a notebook that are in the store, up to the first that is not. */
export function findStored(sources: readonly string[], key: string): readonly GivenCell[] {
  const store = new CellStore(key);
  const found: GivenCell[] = [];
  let declarations = '';
  for (const code of sources) {
    const source = { code, declarations };
    const result = isModule(code) ? undefined : store.find(source);
    if (result === undefined) break;
    found.push({ source, result });
    ({ declarations } = result);
  }
  return found;
}

/**
 * Finds each cell among those that were compiled in advance. After a cell that did not run to its end,
 * later ones see other declarations than were foreseen, and are compiled here: at once in a process
 * that was started from the snapshot, and after a second in any other.
 */
export class GivenCells implements CellCompiler {
  readonly #known: ReadonlyMap<string, Compiled>;
  readonly #compiler: CellCompiler;

  /**
   * @param load loads a compiler, where the given cells do not suffice
   * @param storeKey the key of the store that keeps cells compiled here; without one none are kept
   */
  constructor(given: readonly GivenCell[], load: () => CellCompiler, storeKey?: string) {
    this.#known = new Map(given.map(({ source, result }) => [nameOf(source), result]));
    const compiler: CellCompiler = { compile: (cell) => load().compile(cell) };
    this.#compiler = storeKey === undefined ? compiler : storing(compiler, storeKey);
  }

  compile(cell: CellSource): Awaitable<Compiled> {
    return this.#known.get(nameOf(cell)) ?? this.#compiler.compile(cell);
  }
}

/** A compiler that looks into the store first, and keeps there the cells that it compiles. */
export function storing(compiler: CellCompiler, storeKey: string): CellCompiler {
  const store = new CellStore(storeKey);
  return new StoredCompiler(store, {
    async compile(cell) {
      const compiled = await compiler.compile(cell);
      store.keep(cell, compiled);
      return compiled;
    },
  });
}

function nameOf({ code, declarations }: CellSource): string {
  return `${declarations}\0${code}`;
}
