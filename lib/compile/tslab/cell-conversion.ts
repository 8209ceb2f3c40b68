/** Leads tslab's converter through a cell. */

import type { Converter, ConvertResult } from 'tslab/dist/converter.js';
import { carryModules } from './carried-modules.ts';
import { cellPrefix } from './cell-options.ts';
import type { ParsedCell } from './cell-source.ts';
import { KeptProgram } from './kept-program.ts';
import type { Answer, SkippedUpdates } from './skipped-updates.ts';

/** Converts cells, in a new program where there must be one. */
export class CellConversion {
  readonly #converter: Converter;
  readonly #updates: SkippedUpdates;
  #kept: KeptProgram | undefined;

  /** @param updates those of the converter's program */
  constructor(converter: Converter, updates: SkippedUpdates) {
    this.#converter = converter;
    this.#updates = updates;
  }

  /** Converts a cell, given what the cells before it declared. */
  convert(declarations: string, cell: ParsedCell): ConvertResult {
    const { known, modules } = carryModules(declarations, cell);
    const converted = this.#convertInKept(known, cell) ?? this.#convertAnew(known, cell);
    return { ...converted, declOutput: (converted.declOutput ?? '') + modules };
  }

  /** Forgets the program of earlier cells: files that it was made of have changed. */
  forget(): void {
    this.#kept = undefined;
  }

  #convertAnew(declarations: string, cell: ParsedCell): ConvertResult {
    this.forget();
    const anew = this.#convertAfter(parsed(cell), declarations, cell);
    const { lastProgram } = this.#updates;
    const isKept = anew.diagnostics.length === 0 && lastProgram !== undefined;
    this.#kept = isKept ? KeptProgram.of(lastProgram) : undefined;
    return anew;
  }

  #convertInKept(declarations: string, cell: ParsedCell): ConvertResult | undefined {
    const kept = this.#kept;
    const program = kept?.check({
      cell: cellPrefix + cell.text + exportOf(cell.names),
      declarations: cellPrefix + declarations,
    });
    if (kept === undefined || program === undefined) return undefined;
    const getSourceFile = (name: string) => program.getSourceFile(name);
    const answers = [...parsed(cell), { getProgram: () => program, getSourceFile }];
    try {
      const converted = this.#convertAfter(answers, declarations, cell);
      return kept.release() && isUnderstoodLater(converted) ? converted : undefined;
    } finally {
      kept.release();
    }
  }

  #convertAfter(
    answers: readonly Answer[],
    ...[declarations, { text }]: [declarations: string, cell: ParsedCell]
  ): ConvertResult {
    return this.#updates.during(answers, () => this.#converter.convert(declarations, text));
  }
}

/** Answers the first update of a cell, which the converter makes only for the names in it. */
function parsed({ names, file }: ParsedCell): readonly Answer[] {
  if (names.length === 0) return [];
  const named = Object.assign(Object.create(file), {
    locals: new Map(names.map((name) => [name, undefined])),
  });
  return [{ getSourceFile: () => named }];
}

/** The export that the converter appends to a cell. */
function exportOf(names: readonly string[]): string {
  return names.length === 0 ? '' : `\nexport {${names.join(', ')}}`;
}

/** Tells whether no type is named by the file of a cell, in which the next one will stand. */
function isUnderstoodLater({ declOutput = '' }: ConvertResult): boolean {
  return !/__(tslab|prev)__/.test(declOutput);
}
