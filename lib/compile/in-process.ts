/** The compiler of cells in this process: checks each against the names of the cells before it. */

import { redeclare } from './declarations.ts';
import type {
  AddedDeclarations,
  CellCompiler,
  CellSource,
  Compiled,
  Completeness,
  Completions,
  LanguageService,
} from './interface.ts';
import { completenessOf } from './tslab/cell-source.ts';
import { loadTslab, type Tslab } from './tslab/tslab.ts';

/** One compiler serves one process: creating it takes most of a second. */
export class InProcessCompiler implements CellCompiler, LanguageService {
  readonly #tslab: Tslab = loadTslab();

  compile(cell: CellSource): Compiled {
    return this.#tslab.compile(cell);
  }

  complete(cell: CellSource, offset: number): Completions {
    const { start, end, candidates } = this.#tslab.complete(cell, offset);
    return { start, end, names: candidates };
  }

  inspect(cell: CellSource, offset: number): string | undefined {
    const info = this.#tslab.inspect(cell, offset);
    if (info === undefined) return undefined;
    const join = (parts: readonly { text: string }[] = []) =>
      parts.map((part) => part.text).join('');
    const tags = (info.tags ?? []).map((tag) => `@${tag.name} ${join(tag.text)}`.trimEnd());
    return [join(info.displayParts), join(info.documentation), tags.join('\n')]
      .filter((text) => text !== '')
      .join('\n\n');
  }

  completeness(code: string): Completeness {
    return completenessOf(code);
  }

  redeclare(declarations: string, added: AddedDeclarations): string {
    return redeclare(declarations, added);
  }
}
