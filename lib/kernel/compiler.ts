/** Turns cells into JavaScript, each checked against the names of the cells before it. */

import type { Diagnostic } from 'tslab/dist/converter.js';
import type ts from 'typescript';
import { readCell } from './cell-source.ts';
import {
  type AddedDeclarations,
  type CellCompiler,
  type CompiledCell,
  type Completions,
  type TypeFault,
  TypeFaults,
} from './compiled-cell.ts';
import { type Completeness, completenessOf } from './completeness.ts';
import { selectDeclarations } from './select-declarations.ts';
import { loadTslab, type Tslab } from './tslab.ts';

/** One compiler serves one process: creating it takes most of a second. */
export class Compiler implements CellCompiler {
  readonly #tslab: Tslab = loadTslab();

  compile(code: string, declarations: string): CompiledCell {
    const tslab = this.#tslab;
    tslab.noticeFileChanges();
    const { module, ...metadata } = tslab.metadataOf(code);
    if (module !== undefined) {
      refuse(tslab.addModule(module, code, metadata));
      return { ...nothing, declarations };
    }
    const source = readCell(code);
    const converted = tslab.convert(declarations, source);
    if (converted.diagnostics.some(({ code }) => code === moduleNotFound)) {
      // The compiler remembers what it did not find until a cell asks for something else.
      tslab.convert(declarations, readCell("import {} from 'node:fs';"));
    }
    refuse(converted.diagnostics);
    const { names, variables, unset, isAsync } = source;
    return {
      names,
      variables,
      unset,
      isAsync,
      javascript: converted.output ?? '',
      map: tslab.lastMap(),
      modules: converted.sideOutputs ?? [],
      declarations: converted.declOutput ?? '',
      isRepeatable: this.#tslab.isLastRepeatable(),
    };
  }

  complete(code: string, offset: number, declarations: string): Completions {
    const { start, end, candidates } = this.#tslab.complete(declarations, code, offset);
    return { start, end, names: candidates };
  }

  inspect(code: string, offset: number, declarations: string): string | undefined {
    const info: ts.QuickInfo | undefined = this.#tslab.inspect(declarations, code, offset);
    if (info === undefined) return undefined;
    const join = (parts: readonly { text: string }[] = []) =>
      parts.map((part) => part.text).join('');
    const tags = (info.tags ?? []).map((tag) => `@${tag.name} ${join(tag.text)}`.trimEnd());
    return [join(info.displayParts), join(info.documentation), tags.join('\n')]
      .filter((text) => text !== '')
      .join('\n\n');
  }

  declare(declarations: string, { names, from }: AddedDeclarations): string {
    const added = new Set(names);
    return (
      selectDeclarations(from, (name) => added.has(name)) +
      selectDeclarations(declarations, (name) => !added.has(name))
    );
  }

  /** Whether a cell could be run as it stands. */
  completeness(code: string): Completeness {
    return completenessOf(code);
  }
}

/** "Cannot find module or its corresponding type declarations". */
const moduleNotFound = 2307;

/** A cell that runs nothing: one that is a module for later cells to import. */
const nothing = {
  names: [],
  variables: [],
  unset: [],
  isAsync: false,
  javascript: '',
  map: '',
  modules: [],
  isRepeatable: false,
};

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
