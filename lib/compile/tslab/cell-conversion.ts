/** Leads tslab's converter through a cell. */

import type { Converter, ConvertResult } from 'tslab/dist/converter.js';
import { EarlierDeclarations } from '../declarations.ts';
import { type CarriedDeclarations, carryModules } from './carried-modules.ts';
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
    const { identifiers } = cell.file as { identifiers?: ReadonlyMap<string, string> };
    const earlier = new EarlierDeclarations(declarations, identifiers?.keys() ?? []);
    const kept = this.#convertInKept(carryModules(earlier.needed, cell), cell);
    // Where there is a fault, a name that the cell does not speak of may be the one that was meant.
    const converted = kept ?? this.#convertAnew(carryModules(declarations, cell), cell);
    return { ...converted, declOutput: earlier.complete(converted.declOutput ?? '') };
  }

  /** Forgets the program of earlier cells: files that it was made of have changed. */
  forget(): void {
    this.#kept = undefined;
  }

  #convertAnew(declarations: CarriedDeclarations, cell: ParsedCell): ConvertResult {
    this.forget();
    const anew = this.#convertAfter(parsed(cell), declarations, cell);
    const { lastProgram } = this.#updates;
    const isKept = anew.diagnostics.length === 0 && lastProgram !== undefined;
    this.#kept = isKept ? KeptProgram.of(lastProgram) : undefined;
    return anew;
  }

  #convertInKept(declarations: CarriedDeclarations, cell: ParsedCell): ConvertResult | undefined {
    const kept = this.#kept;
    const program = kept?.check({
      cell: cellPrefix + cell.text + exportOf(cell.names),
      declarations: cellPrefix + declarations.known,
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
    ...[{ known, modules }, { text }]: [declarations: CarriedDeclarations, cell: ParsedCell]
  ): ConvertResult {
    const convert = () => this.#converter.convert(known, text);
    const converted = this.#updates.during(answers, convert);
    return { ...converted, declOutput: (converted.declOutput ?? '') + modules };
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
