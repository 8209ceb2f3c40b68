/**
 * tslab's converter on the course's own TypeScript.
 *
 * tslab is written against a fork of TypeScript 5.0. This file alone knows the names that only the
 * fork has: it puts a shim over stock TypeScript into the module cache, where tslab looks for its
 * fork, and loads the converter afterwards. Nothing in node_modules is changed.
 */

import { relative } from 'node:path';
import type { Converter, ConvertResult, Diagnostic } from 'tslab/dist/converter.js';
import ts from 'typescript';
import { courseRoot } from '../../base/paths.ts';
import type { CellSource, Compiled, Position, TypeFault } from '../interface.ts';
import { CellConversion } from './cell-conversion.ts';
import { isOfCell } from './cell-files.ts';
import { CellImports } from './cell-imports.ts';
import { cellOptions, cellPrefix, globalsFile } from './cell-options.ts';
import { parseCell } from './cell-source.ts';
import { parsingMode } from './documentation.ts';
import { withOwnEmit } from './emit.ts';
import { FileChanges } from './file-changes.ts';
import { LibraryFile } from './library-file.ts';
import { quickInfoAt } from './quick-info.ts';
import { isRepeatable } from './repeatable.ts';
import { SkippedUpdates } from './skipped-updates.ts';
import { requireWithFork } from './tslab-modules.ts';

/** tslab's converter, as the compiler of the course uses it. */
export interface Tslab {
  compile(cell: CellSource): Compiled;
  complete(cell: CellSource, offset: number): ReturnType<Converter['complete']>;
  inspect(cell: CellSource, offset: number): ReturnType<Converter['inspect']>;
}

/** Names of stock TypeScript that its declaration file leaves out. */
const internals = ts as unknown as {
  readonly nullTransformationContext: unknown;
  readonly Completions: Record<string, (...args: readonly unknown[]) => unknown>;
};

/** Loads tslab's converter with stock TypeScript in the place of the fork, and creates one. */
export function loadTslab(): Tslab {
  const fileChanges = new FileChanges();
  const skippedUpdates = new SkippedUpdates();
  const library = new LibraryFile();
  const imports = new CellImports();
  let faultsOfOthers: readonly TypeFault[] = [];
  let lastMap = '';
  let isLastRepeatable = false;

  const sys: ts.System = Object.assign(Object.create(ts.sys) as ts.System, {
    getCurrentDirectory: () => courseRoot,
    // The compiler asks for a watcher of every file it reads. A few `stat` calls before each cell
    // are cheaper than hundreds of watchers, and leave no descriptor open.
    watchFile: (path: string, changed: ts.FileWatcherCallback) => fileChanges.watch(path, changed),
    watchDirectory: () => ({ close() {} }),
    fileExists: (path: string) => path === globalsFile.path || ts.sys.fileExists(path),
    readFile: (path: string, encoding?: string) =>
      path === globalsFile.path
        ? globalsFile.text
        : (library.read(path) ?? ts.sys.readFile(path, encoding)),
  });

  /** Passes on the output of the emit, which is CommonJS already. */
  function transpileModule(input: string): Pick<ts.TranspileOutput, 'outputText'> {
    const { source, map } = splitInlineMap(input);
    lastMap = map;
    return { outputText: source };
  }

  function createWatchCompilerHost(
    roots: string[],
    { disableTopLevelAwait: _, noImplicitUseStrict: __, ...options }: ts.CompilerOptions,
    ...[system, , ...reporters]: [ts.System, unknown, ts.DiagnosticReporter, ts.WatchStatusReporter]
  ): ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram> {
    const host = ts.createWatchCompilerHost(
      [...roots, globalsFile.path],
      { ...options, ...cellOptions },
      system,
      // The other builders keep track of every file's dependencies, which no cell needs.
      ts.createAbstractBuilder,
      ...reporters,
    );
    host.jsDocParsingMode = parsingMode;
    imports.resolveFor(host);
    return host;
  }

  const names = {
    __esModule: true,
    sys,
    transpileModule,
    createWatchCompilerHost,
    createWatchProgram: (
      host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>,
    ) => {
      const { afterProgramCreate: created } = host;
      host.afterProgramCreate = (builder) => created?.(withOwnEmit(builder));
      const watch = ts.createWatchProgram(skippedUpdates.over(host));
      const updateRootFileNames = (files: string[]) =>
        watch.updateRootFileNames([...files, globalsFile.path]);
      return { ...watch, updateRootFileNames };
    },
    getPreEmitDiagnosticsOfFiles: (program: ts.Program, files: readonly ts.SourceFile[]) => {
      // Now, while a kept program has this cell in it.
      isLastRepeatable = isRepeatable(program);
      const diagnostics = getPreEmitDiagnosticsOfFiles(program, files);
      const isOfOther = ({ file }: ts.Diagnostic) => file !== undefined && !isOfCell(file.fileName);
      // The converter passes over those outside of the course's folder.
      faultsOfOthers = diagnostics.filter(isOfOther).map((each) => faultOf(each, imports.folder));
      return diagnostics.filter((each) => !isOfOther(each));
    },
    getDefaultTypeRoots: () => cellOptions.typeRoots,
    getNullTransformationContext: () => internals.nullTransformationContext,
    getQuickInfoAtPosition: quickInfoAt,
    Completions: {
      ...internals.Completions,
      getCompletionsAtPositionForTslab: internals.Completions.getCompletionsAtPosition,
    },
  };

  const { createConverter, getCodeMetadata } = requireWithFork(Object.setPrototypeOf(names, ts));
  const converter = createConverter();
  const cells = new CellConversion(converter, skippedUpdates);

  /** Compiles a cell that is a module for later cells to import, and runs nothing. */
  function addModule(name: string, { code, declarations }: CellSource): Compiled {
    cells.forget();
    const faults = toFaults(converter.addModule(name, code, getCodeMetadata(code)));
    return faults.length > 0 ? { faults } : { ...emptyCell, declarations };
  }

  function goTo(folder = courseRoot): void {
    if (imports.folder === folder) return;
    imports.folder = folder;
    cells.forget();
  }

  function convert(cell: ReturnType<typeof parseCell>, declarations: string): ConvertResult {
    const converted = cells.convert(declarations, cell);
    if (converted.diagnostics.some(({ code }) => code === moduleNotFound)) {
      // The compiler remembers what it did not find until a cell asks for something else.
      cells.convert(declarations, parseCell("import {} from 'node:fs';"));
    }
    return converted;
  }

  return {
    inspect: ({ code, declarations, folder }, offset) => {
      goTo(folder);
      return converter.inspect(declarations, code, offset);
    },
    complete: ({ code, declarations, folder }, offset) => {
      goTo(folder);
      return converter.complete(declarations, code, offset);
    },
    compile: (source) => {
      const { code, declarations, folder } = source;
      goTo(folder);
      if (fileChanges.notice()) cells.forget();
      // A cell names its module in a comment that looks like documentation.
      const { module } = code.includes('/**') ? getCodeMetadata(code) : {};
      if (module !== undefined) return addModule(module, source);
      const cell = parseCell(code);
      const converted = convert(cell, declarations);
      const faults = [...toFaults(converted.diagnostics), ...faultsOfOthers];
      if (faults.length > 0) {
        if (faultsOfOthers.length > 0) cells.forget();
        return { faults };
      }
      const { names, unset, isAsync } = cell;
      return {
        names,
        unset,
        isAsync,
        javascript: converted.output ?? '',
        map: lastMap,
        modules: (converted.sideOutputs ?? []).map(({ path, data }) => ({
          // The converter takes the folder of the cell for the root of all files.
          path: path.slice(courseRoot.length),
          data,
        })),
        declarations: converted.declOutput ?? '',
        isRepeatable: isLastRepeatable,
      };
    },
  };
}

/** True for a cell that begins with `// @ts-nocheck`: TypeScript sees the converter's line before it. */
function isUnchecked({ text, fileName }: ts.SourceFile): boolean {
  return isOfCell(fileName) && /^\s*\/\/+\s*@ts-nocheck\b/.test(text.slice(cellPrefix.length));
}

/** "Import assignment cannot be used when targeting ECMAScript modules": cells become CommonJS. */
const importAssignment = 1202;
/** "Cannot find module or its corresponding type declarations". */
const moduleNotFound = 2307;
const emptyCell = {
  names: [],
  unset: [],
  isAsync: false,
  javascript: '',
  map: '',
  modules: [],
  isRepeatable: false,
};

/**
 * Leaves out what only an author of declaration files must mend, such as a type that cannot be
 * named: a cell is no library.
 */
function getPreEmitDiagnosticsOfFiles(
  program: ts.Program,
  files: readonly ts.SourceFile[],
): readonly ts.Diagnostic[] {
  return ts
    .sortAndDeduplicateDiagnostics(
      files.flatMap((file) => [
        ...program.getSyntacticDiagnostics(file),
        ...(isUnchecked(file) ? [] : program.getSemanticDiagnostics(file)),
      ]),
    )
    .filter(({ code }) => code !== importAssignment);
}

/** A fault in a file that the cell imports. */
function faultOf(
  { code, messageText, file, start = 0, length = 0 }: ts.Diagnostic,
  folder: string,
): TypeFault {
  const position = (at: number): Position => {
    const { line = 0, character = 0 } = file?.getLineAndCharacterOfPosition(at) ?? {};
    return { line: line + 1, column: character + 1 };
  };
  return {
    code,
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    start: position(start),
    end: position(start + length),
    file: relative(folder, file?.fileName ?? ''),
  };
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

function splitInlineMap(text: string): { readonly source: string; readonly map: string } {
  const marker = '\n//# sourceMappingURL=data:application/json;base64,';
  const at = text.lastIndexOf(marker);
  if (at < 0) return { source: text, map: '' };
  return {
    source: text.slice(0, at + 1),
    map: Buffer.from(text.slice(at + marker.length), 'base64').toString(),
  };
}
