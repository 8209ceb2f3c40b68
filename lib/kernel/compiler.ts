/** Turns cells into JavaScript, each checked against the names of the cells before it. */

import type { Diagnostic } from 'tslab/dist/converter.js';
import type ts from 'typescript';
import { type CellSource, readCell } from './cell-source.ts';
import { loadTslab, type Tslab } from './tslab.ts';

/** A cell that may run. */
export interface CompiledCell extends CellSource {
  readonly javascript: string;
  /** The source maps from the cell to the JavaScript, in the order in which they were made. */
  readonly maps: readonly string[];
  /** The export that holds the value of the last expression. */
  readonly lastExpression: string | undefined;
  /** JavaScript of the course's own TypeScript files that the cell imports, by path. */
  readonly modules: readonly { readonly path: string; readonly data: string }[];
  /** Declares what later cells may know of this one and of those before. */
  readonly declarations: string;
}

/** A position in a cell, counted from 1 as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something the compiler refuses. */
export interface TypeFault {
  readonly code: number;
  readonly message: string;
  readonly start: Position;
  readonly end: Position;
  /** The course's file it is in, where that is not the cell. */
  readonly file: string | undefined;
}

/** Why a cell was not compiled. */
export class TypeFaults extends Error {
  readonly faults: readonly TypeFault[];

  constructor(faults: readonly TypeFault[]) {
    super(faults.map((fault) => fault.message).join('\n'));
    this.name = 'TypeFaults';
    this.faults = faults;
  }
}

/** A name that may stand at a position. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
}

/** One compiler serves one process: creating it takes most of a second. */
export class Compiler {
  readonly #tslab: Tslab = loadTslab();

  /**
   * Compiles a cell.
   *
   * @param declarations what the cells before declared, of the last of them that ran
   * @throws {TypeFaults} where TypeScript refuses the cell
   */
  compile(code: string, declarations: string): CompiledCell {
    const { converter, metadataOf } = this.#tslab;
    this.#tslab.noticeFileChanges();
    const { module, ...metadata } = metadataOf(code);
    if (module !== undefined) {
      refuse(converter.addModule(module, code, metadata));
      return { ...readCell(''), ...nothing, declarations };
    }
    const source = readCell(code);
    if (source.names.length > 0) this.#tslab.skipNextUpdate(source.file);
    const converted = converter.convert(declarations, source.text);
    refuse(converted.diagnostics);
    return {
      ...source,
      javascript: converted.output ?? '',
      maps: this.#tslab.lastMaps(),
      lastExpression: converted.lastExpressionVar,
      modules: converted.sideOutputs ?? [],
      declarations: converted.declOutput ?? '',
    };
  }

  /** The names that may stand at an offset of a cell. */
  complete(code: string, offset: number, declarations: string): Completions {
    const { start, end, candidates } = this.#tslab.converter.complete(declarations, code, offset);
    return { start, end, names: candidates };
  }

  /** Type and documentation of the name at an offset of a cell. */
  inspect(code: string, offset: number, declarations: string): string | undefined {
    const info: ts.QuickInfo | undefined = this.#tslab.converter.inspect(
      declarations,
      code,
      offset,
    );
    if (info === undefined) return undefined;
    const join = (parts: readonly { text: string }[] = []) =>
      parts.map((part) => part.text).join('');
    const tags = (info.tags ?? []).map((tag) => `@${tag.name} ${join(tag.text)}`.trimEnd());
    return [join(info.displayParts), join(info.documentation), tags.join('\n')]
      .filter((text) => text !== '')
      .join('\n\n');
  }
}

/** A cell that runs nothing: one that is a module for later cells to import. */
const nothing = { javascript: '', maps: [], lastExpression: undefined, modules: [] };

function refuse(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new TypeFaults(toFaults(diagnostics));
}

function toFaults(diagnostics: readonly Diagnostic[]): readonly TypeFault[] {
  const faults: TypeFault[] = [];
  for (const { code, messageText, start, end, fileName } of diagnostics) {
    const last = faults.at(-1);
    const from = { line: start.line + 1, column: start.character + 1 };
    const isSamePlace = last?.start.line === from.line && last.start.column === from.column;
    // tslab flattens a chain of reasons into a list: put the reasons back under their fault.
    if (last !== undefined && isSamePlace && last.file === fileName) {
      faults[faults.length - 1] = { ...last, message: `${last.message}\n  ${messageText}` };
      continue;
    }
    faults.push({
      code,
      message: messageText,
      start: from,
      end: { line: end.line + 1, column: end.character + 1 },
      file: fileName,
    });
  }
  return faults;
}
